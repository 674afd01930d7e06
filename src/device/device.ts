import { RingformError, unreachable, type HardwareError } from '../base/errors.js';
import { EventQueue } from '../base/event-queue.js';
import type { Cancel } from '../clock/clock.js';
import { WatchdogFeeder } from '../service/watchdog-feeder.js';
import type { Effect } from '../workflow/effects.js';
import type { DeviceEvent } from '../workflow/events.js';
import { initialState, stateName, type State } from '../workflow/state.js';
import { step } from '../workflow/step.js';
import { isTrusted, minuteOfDay } from '../clock/day.js';
import { DisplayKeeper } from './display-keeper.js';
import { LiveView } from './live-view.js';
import type { DeviceParts } from './parts.js';
import { Persistence } from './persistence.js';
import { powerModeOf } from './power-mode.js';
import { SlideDesk } from './slide-desk.js';
import { SyncKeeper } from './sync-keeper.js';

/** How a run of the device ended. */
export type Ending = 'exit' | 'power-off';

/** Asked again so often, ms, when the service manager will not switch the machine off; a battery that runs dry waits for nobody. */
const POWER_OFF_AGAIN_MS = 10_000;
const POWER_OFF_TRIES = 3;
/** A display that was disturbed is written anew, and minutes told on it move on, ms. */
const REFRESH_MS = 60_000;

/**
 * The daemon: hands what happens to the workflow, does what the workflow wants, shows what the workflow says. It decides nothing
 * itself.
 */
export class Device {
  #state: State;
  readonly #events = new EventQueue<DeviceEvent>({
    handle: (event) => this.#step(event),
    rested: () => this.#display.show(this.#state),
    broken: (error) => this.#break(error),
  });
  readonly #view: LiveView;
  readonly #desk: SlideDesk;
  readonly #disk: Persistence;
  readonly #watchdog: WatchdogFeeder;
  readonly #display: DisplayKeeper;
  readonly #sync: SyncKeeper | undefined;
  readonly #ending = new AbortController();
  readonly #ended: Promise<Ending>;
  #end: (ending: Ending) => void = () => undefined;
  #break: (error: unknown) => void = () => undefined;
  #wake: Cancel = () => undefined;
  #refreshed: Cancel = () => undefined;
  #clockTrusted = false;
  #framesFlow = false;

  constructor(private readonly parts: DeviceParts) {
    const { camera, pool, counter, clock, service, log } = parts;
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#break = reject;
    });
    this.#state = initialState();
    this.#sync =
      parts.sync &&
      new SyncKeeper(parts.sync, parts, {
        state: () => this.#state,
        waiting: () => this.#display.show(this.#state),
        broken: (error) => this.#break(error),
      });
    this.#display = new DisplayKeeper(
      parts,
      (error) => this.#break(error),
      () => this.#sync?.shown ?? {},
    );
    this.#disk = new Persistence(
      clock,
      {
        trouble: (error) => {
          log.error(error.message, { error });
          const why = error.code === 'disk-full' ? 'storage-full' : 'storage';
          this.dispatch({ type: 'trouble', why, code: error.code });
        },
        well: () => {
          this.dispatch({ type: 'trouble-over', why: 'storage' });
          this.dispatch({ type: 'trouble-over', why: 'storage-full' });
        },
      },
      this.#ending.signal,
    );
    this.#desk = new SlideDesk(parts, this.#disk, this.#ending.signal, {
      tell: (event) => this.dispatch(event),
      progress: () => this.#watchdog.progress('analysis'),
      broken: (error) => this.#break(error),
    });
    this.#view = new LiveView(camera, pool, counter, clock, {
      looks: () => this.#state.doing.at === 'counting',
      passed: () => this.#watchdog.progress('frames'),
      glanced: (frame, glance) => {
        this.#watchdog.progress('frames');
        this.dispatch({ type: 'glanced', frame, glance });
      },
      up: () => {
        this.#framesFlow = true;
        this.dispatch({ type: 'camera-up' });
      },
      failed: (error) => this.#cameraFailed(error),
      unseen: (error) => this.#do(this.#desk.mendCounter(error)),
      broken: (error) => this.#break(error),
    });
    this.#watchdog = new WatchdogFeeder({
      manager: service,
      clock,
      roundTrip: () => this.#desk.roundTrip(),
      onTrouble: (error) => log.warn('the watchdog question was answered by an error', { error }),
    });
  }

  /** What the workflow knows; for tests and for whoever looks in. */
  get state(): State {
    return this.#state;
  }

  /**
   * Runs until it is asked to stop (the signal aborts), told to power off, or cannot go on. Rejects with what only a bug throws;
   * whatever was committed is safe then, and the next start goes on from it.
   */
  async run(stop: AbortSignal): Promise<Ending> {
    const { button, power, service } = this.parts;
    const subscriptions = [
      button.onChange((change) => this.dispatch({ type: change === 'down' ? 'button-down' : 'button-up' })),
      power.onChange((picture) => {
        this.dispatch({ type: 'power', picture });
        this.#sync?.power(picture);
      }),
      this.parts.onCameraRestart?.(() => this.#cameraSilent()) ?? (() => undefined),
    ];
    const ask = (): void => {
      service.stopping();
      this.dispatch({ type: 'stop-asked' });
    };
    stop.addEventListener('abort', ask);
    try {
      this.#display.show(this.#state);
      // A contact that is closed already began before anybody could mean anything by it.
      if (button.isDown) this.dispatch({ type: 'button-down' });
      this.#refresh();
      this.dispatch({ type: 'power', picture: power.picture() });
      this.#do(this.#boot());
      if (stop.aborted) ask();
      return await this.#ended;
    } finally {
      stop.removeEventListener('abort', ask);
      for (const unsubscribe of subscriptions) unsubscribe();
      this.#watchdog.stop();
      this.#wake();
      this.#refreshed();
      this.#ending.abort();
      await this.#sync?.stop();
      await this.#view.close();
      await this.#desk.idle();
    }
  }

  /** Something happened. Handled at once, or right after what is being handled now. */
  dispatch(event: DeviceEvent): void {
    this.#events.put(event);
  }

  async #boot(): Promise<void> {
    const event = await this.#desk.boot();
    if (event) this.dispatch(event);
  }

  #step(event: DeviceEvent): void {
    const { clock, log } = this.parts;
    const now = { uptimeMs: clock.uptimeMs(), minuteOfDay: minuteOfDay(clock.moment()) };
    const { state, effects } = step(this.#state, event, now, this.parts.workflow);
    const [from, to] = [stateName(this.#state), stateName(state)];
    if (from !== to) {
      log.info(`${from} → ${to}`, { on: event.type });
      this.parts.service.status(to);
    }
    const battery = state.power;
    if (battery && battery.state !== this.#state.power?.state) {
      log.info(`battery: ${battery.state}`, { charge: battery.charge, millivolts: battery.millivolts });
    }
    const mode = powerModeOf(state);
    if (mode !== powerModeOf(this.#state)) this.parts.power.mode(mode);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (event.type === 'slide-finished') this.#sync?.slideFinished();
    // Hanging up takes its time while the last fields are counted.
    if (state.closing) void this.#sync?.stop();
    this.#watchdog.expect({ framesFlow: this.#framesFlow, fieldsWait: this.#desk.mustMove });
  }

  #perform(effect: Effect): void {
    const { clock, counter, panel } = this.parts;
    switch (effect.do) {
      case 'self-test':
        this.#do(this.#selfTest());
        break;
      case 'camera':
        this.#framesFlow = effect.framesPerSecond !== 'off';
        this.#view.set(effect.framesPerSecond);
        break;
      case 'start-slide':
        this.#do(this.#desk.start());
        break;
      case 'take-field':
        counter.markTaken();
        this.#desk.take(this.#view.take(effect.frame));
        break;
      case 'finish-slide':
        this.#do(this.#desk.finish(effect.why));
        break;
      case 'accept-result':
        this.#do(this.#desk.accept(effect.slide));
        break;
      case 'retry-storage':
        this.#disk.retry();
        break;
      case 'advance':
        this.#do(this.#advance());
        break;
      case 'beep':
        panel.beep(effect.beep);
        break;
      case 'wake-at':
        this.#wake();
        this.#wake = clock.after(Math.max(0, effect.uptimeMs - clock.uptimeMs()), () =>
          this.dispatch({ type: 'tick' }),
        );
        break;
      case 'power-off':
        this.#do(this.#powerOff());
        break;
      case 'exit':
        this.#end('exit');
        break;
      default:
        unreachable(effect);
    }
  }

  async #selfTest(): Promise<void> {
    const faults = await this.parts.selfTest();
    await this.#desk.remindCounter();
    this.dispatch({ type: 'self-tested', faults });
    this.parts.service.ready();
    this.#watchdog.start();
    // Not before: starting up is slow enough on a small machine.
    this.#sync?.start();
  }

  async #advance(): Promise<void> {
    const { advance, log } = this.parts;
    try {
      await advance?.advance();
    } catch (error) {
      if (!(error instanceof RingformError)) throw error;
      // The view stays as it is, and the workflow ends the slide when it sees nothing new.
      log.error(error.message, { error });
    }
  }

  async #powerOff(): Promise<void> {
    const { powerOff, clock, log } = this.parts;
    await this.#desk.idle();
    for (let left = POWER_OFF_TRIES; left > 0; left--) {
      try {
        await powerOff.powerOff();
        this.#end('power-off');
        return;
      } catch (error) {
        if (!(error instanceof RingformError)) throw error;
        log.error(error.message, { error });
        if (left === 1) throw error;
        await clock.sleep(POWER_OFF_AGAIN_MS);
      }
    }
  }

  /** No frames for a while, and that is known: the watchdog is not owed any until they come again. */
  #cameraSilent(): void {
    this.#framesFlow = false;
    this.#view.expectAnew();
    this.dispatch({ type: 'camera-silent' });
  }

  #cameraFailed(error: HardwareError): void {
    this.#framesFlow = false;
    this.parts.log.error(error.message, { error });
    this.dispatch({ type: 'camera-failed', code: error.code });
  }

  /** What moves on with time alone: minutes on the display, and a clock that somebody set. */
  #refresh(): void {
    const { clock } = this.parts;
    this.#display.renew(this.#state);
    const trusted = isTrusted(clock.moment());
    if (trusted && !this.#clockTrusted) this.#do(this.#desk.noteTime());
    this.#clockTrusted = trusted;
    this.#refreshed = clock.after(REFRESH_MS, () => this.#refresh());
  }

  /** An effect under way: what it rejects with is a bug, and ends the run. */
  #do(work: Promise<void>): void {
    work.catch((error: unknown) => this.#break(error));
  }
}
