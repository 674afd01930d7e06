import { HardwareError } from '../base/errors.js';
import type { Cancel, Clock } from '../clock/clock.js';
import type { InputLine } from './gpio.js';
import { lookAtPress, nextLookMs, PRESS_RULES, restingPress } from './press.js';
import type { Press, PressFault, PressRules } from './press.js';

/** The one button: presses without bounces, and its own faults apart from them. */
export class Button {
  readonly #line: InputLine;
  readonly #clock: Clock;
  readonly #rules: PressRules;
  readonly #changed = new Set<(change: 'down' | 'up') => void>();
  readonly #faulted = new Set<(fault: HardwareError | undefined) => void>();
  readonly #unsubscribe: Cancel;
  #press: Press;
  #again: Cancel | undefined;
  #fault: HardwareError | undefined;

  /**
   * @param line opened without debounce, so that a chattering contact can be told; closed with this
   * @param rules those of a button to ground with a pull-up, unless told
   * @throws HardwareError gpio-* when the line cannot be read
   */
  constructor(line: InputLine, clock: Clock, rules: Partial<PressRules> = {}) {
    this.#line = line;
    this.#clock = clock;
    this.#rules = { ...PRESS_RULES, ...rules };
    this.#press = restingPress(line.read(), clock.uptimeMs(), this.#rules);
    this.#unsubscribe = line.onEdge((level) => this.#look(level));
    this.#arrange();
  }

  /** The returned function unsubscribes. */
  onChange(listener: (change: 'down' | 'up') => void): Cancel {
    const entry = (change: 'down' | 'up'): void => listener(change);
    this.#changed.add(entry);
    return () => {
      this.#changed.delete(entry);
    };
  }

  /** Called when the contact begins to chatter (button-chattering) or to stick (button-stuck), and with undefined when that is over. */
  onFault(listener: (fault: HardwareError | undefined) => void): Cancel {
    const entry = (fault: HardwareError | undefined): void => listener(fault);
    this.#faulted.add(entry);
    return () => {
      this.#faulted.delete(entry);
    };
  }

  get isDown(): boolean {
    return this.#press.reported === 'down';
  }

  /** Whether the contact is closed now, also where that is no press: it was closed already when the line was opened. */
  get isClosed(): boolean {
    return this.#press.contact.seen === this.#rules.active;
  }

  /** What is wrong with the contact now, if anything. */
  get fault(): HardwareError | undefined {
    return this.#fault;
  }

  close(): void {
    this.#again?.();
    this.#again = undefined;
    this.#unsubscribe();
    this.#changed.clear();
    this.#faulted.clear();
    this.#line.close();
  }

  #look(level = this.#press.contact.seen): void {
    const before = this.#press;
    this.#press = lookAtPress(before, level, this.#clock.uptimeMs(), this.#rules);
    this.#arrange();
    const { fault, reported } = this.#press;
    if (fault !== before.fault) {
      this.#fault = fault === undefined ? undefined : pressFault(fault);
      for (const tell of [...this.#faulted]) tell(this.#fault);
    }
    if (reported !== before.reported) for (const tell of [...this.#changed]) tell(reported);
  }

  #arrange(): void {
    this.#again?.();
    const dueMs = nextLookMs(this.#press, this.#rules);
    this.#again =
      dueMs === undefined
        ? undefined
        : this.#clock.after(Math.max(0, dueMs - this.#clock.uptimeMs()), () => this.#look());
  }
}

function pressFault(fault: PressFault): HardwareError {
  return fault === 'stuck'
    ? new HardwareError(
        'button-stuck',
        'The button has been held down for a long time.',
        'Free the button; when it is free, look for a short circuit in its cable.',
      )
    : new HardwareError(
        'button-chattering',
        'The button opens and closes far faster than a finger can.',
        'Look for a loose contact or water in the button and its cable.',
      );
}
