import { describe, expect, it } from 'vitest';
import { HardwareError, ModelError, StorageError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { storageError } from '../../src/store/storage-error.js';
import { Desk } from './harness.js';

const gone = new HardwareError('camera-missing', 'No camera.', 'Connect it.');

describe('a slide at the device', () => {
  it('goes from the press through its fields to an accepted result, each on disk before it is shown', async () => {
    const desk = new Desk();
    await desk.switchOn();
    expect(desk.screen.view.screen).toBe('ready');
    await desk.press();
    expect(desk.screen.view.screen).toBe('counting');
    for (let n = 0; n < 3; n++) await desk.field();
    const [open] = await desk.store.openSlides();
    expect(open.tally).toMatchObject({ fields: 3, redCells: 600, infected: 12 });
    expect(desk.screen.view).toMatchObject({ screen: 'counting', tally: { fields: 3 }, waiting: 0 });
    await desk.press(2500);
    expect(desk.screen.view).toMatchObject({ screen: 'result', label: '0001' });
    const [revision] = await desk.store.results(open.id);
    expect(revision.result).toMatchObject({ stopped: 'ended-early', redCells: 600 });
    expect((await desk.store.unseenResult())?.id).toBe(open.id);
    await desk.press();
    expect(desk.screen.view).toMatchObject({ screen: 'ready', nextLabel: '0002' });
    expect(await desk.store.unseenResult()).toBeUndefined();
  });

  it('stops by itself when the count is precise enough', async () => {
    const desk = new Desk();
    desk.counter.cells = { redCells: 400, infected: 60 };
    await desk.switchOn();
    await desk.press();
    for (let n = 0; n < 6 && desk.screen.view.screen === 'counting'; n++) await desk.field();
    expect(desk.screen.view).toMatchObject({ screen: 'result', result: { stopped: 'precision-reached' } });
  });

  it('stores voltage, charge and power state with every field', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    const [slide] = await desk.store.openSlides();
    const [field] = await desk.store.fields(slide.id);
    expect(field.power).toEqual({ state: 'normal', millivolts: 4050, charge: 0.9 });
  });
});

describe('capture and analysis', () => {
  it('go on beside each other: looks continue while a count takes long, and the frame that was taken stays as it was', async () => {
    const desk = new Desk();
    let open: () => void = () => undefined;
    desk.counter.gate = new Promise((resolve) => (open = resolve));
    await desk.switchOn();
    await desk.press();
    // Time cannot pass while the counter works (work under way), so the glances are counted by real frames after release.
    const before = desk.camera.number;
    const advancing = desk.field();
    await new Promise((resolve) => setImmediate(resolve));
    open();
    await advancing;
    expect(desk.camera.number).toBeGreaterThan(before + 5);
    expect(desk.counter.counted).toHaveLength(1);
    expect(desk.pool.held).toBe(0);
  });

  it('start the counter anew when its thread failed, with what the slide has counted, and count the frame all the same', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    desk.counter.failures = [new ModelError('runtime-stopped', 'The thread stopped.', 'Start again.')];
    await desk.field();
    const [slide] = await desk.store.openSlides();
    expect(slide.tally.fields).toBe(2);
    expect(desk.counter.opened.at(-1)).toHaveLength(1);
  });

  it('note a frame as lost when it cannot be counted at all, and go on', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    const broken = new ModelError('runtime-stopped', 'The thread stopped.', 'Start again.');
    desk.counter.failures = [broken, broken];
    await desk.field();
    const [slide] = await desk.store.openSlides();
    expect(await desk.store.unreadable(slide.id)).toMatchObject([{ ordinal: 0, code: 'runtime-stopped' }]);
    await desk.field();
    expect((await desk.store.openSlides())[0].tally.fields).toBe(1);
  });
});

describe('the display', () => {
  it('is told how many fields are not in the result', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    const broken = new ModelError('runtime-stopped', 'The thread stopped.', 'Start again.');
    desk.counter.failures = [broken, broken];
    await desk.field();
    await desk.press(2500);
    expect(desk.screen.view).toMatchObject({ screen: 'result', result: { fields: 1 }, refused: 1 });
  });

  it('may fail without stopping the count, and the log says so once', async () => {
    const desk = new Desk();
    const gone = new HardwareError('display-no-answer', 'No display.', 'Check its wires.');
    await desk.switchOn({
      panel: {
        show: () => Promise.reject(gone),
        beep: () => undefined,
        close: () => Promise.resolve(),
      },
    });
    await desk.press();
    await desk.field();
    expect((await desk.store.openSlides())[0].tally.fields).toBe(1);
    expect(desk.log.lines.filter((line) => line.error === gone)).toHaveLength(1);
  });

  it('is written anew every minute although nothing changed', async () => {
    const desk = new Desk();
    await desk.switchOn();
    const before = desk.screens.length;
    await desk.clock.advance(60_500);
    expect(desk.screens.length).toBeGreaterThan(before);
  });
});

describe('a clock that becomes good', () => {
  it('is remembered on disk, so that it dates what came before', async () => {
    const clock = new VirtualClock({ trust: 'none' });
    const desk = new Desk(clock);
    await desk.switchOn();
    expect(desk.screen.status.clockTrusted).toBe(false);
    expect(await desk.store.anchors()).toEqual([]);
    clock.setTrust('network');
    await clock.advance(61_000);
    expect(await desk.store.anchors()).toMatchObject([{ at: { trust: 'network' } }]);
    expect(desk.screen.status.clockTrusted).toBe(true);
  });
});

describe('a disk that refuses', () => {
  it('pauses the device, and nothing taken is lost once it takes writes again', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    const commit = desk.store.commitField.bind(desk.store);
    let refusals = 3;
    desk.store.commitField = (...args) =>
      refusals-- > 0 ? Promise.reject(storageError('disk-full', 'No room.')) : commit(...args);
    await desk.field();
    expect(desk.screen.view).toMatchObject({ screen: 'paused', why: 'storage-full', code: 'disk-full' });
    await desk.clock.advance(20_000);
    expect(desk.screen.view).toMatchObject({ screen: 'counting', tally: { fields: 2 } });
    expect(desk.log.lines.filter((line) => line.error instanceof StorageError)).toHaveLength(3);
  });

  it('is asked again at once when the person presses', async () => {
    const desk = new Desk();
    const start = desk.store.startSlide.bind(desk.store);
    let full = true;
    desk.store.startSlide = (slide) =>
      full ? Promise.reject(storageError('disk-full', 'No room.')) : start(slide);
    await desk.switchOn();
    await desk.press();
    expect(desk.screen.view).toMatchObject({ screen: 'paused', why: 'storage-full' });
    full = false;
    await desk.press();
    expect(desk.screen.view.screen).toBe('counting');
  });
});

describe('a camera that fails', () => {
  it('pauses the count; when it is back the same slide goes on', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    desk.camera.die(gone);
    await desk.clock.advance(500);
    expect(desk.screen.view).toMatchObject({ screen: 'paused', why: 'camera', code: 'camera-missing' });
    desk.camera.failWith = undefined;
    await desk.press();
    await desk.field();
    expect(desk.screen.view).toMatchObject({ screen: 'counting', tally: { fields: 2 } });
  });
});

describe('a camera that is being started again', () => {
  it('is said to start until its next frame; old advice about the view does not stay', async () => {
    const desk = new Desk(undefined, undefined, undefined, 20_000);
    let restart: () => void = () => undefined;
    await desk.switchOn({
      onCameraRestart: (listener) => {
        restart = listener;
        return () => undefined;
      },
    });
    await desk.press();
    await desk.field();
    expect(desk.screen.view).toMatchObject({ activity: 'move-on' });
    await desk.camera.stop();
    restart();
    expect(desk.screen.view).toMatchObject({ screen: 'counting', activity: 'starting-camera' });
    const pings = (): number => desk.service.said.filter((line) => line === 'WATCHDOG=1').length;
    const before = pings();
    await desk.clock.advance(60_000);
    expect(pings()).toBeGreaterThan(before);
    await desk.camera.start({ framesPerSecond: 5 }, desk.camera.sink);
    await desk.field();
    expect(desk.screen.view).toMatchObject({ tally: { fields: 2 }, activity: 'move-on' });
  });
});

describe('stopping and coming back', () => {
  it('ends a run within the time allowed with everything committed, and the next run goes on with the slide', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    desk.askToStop();
    await desk.clock.advance(5_000);
    await expect(desk.ended).resolves.toBe('exit');
    expect(desk.service.said).toContain('STOPPING=1');

    const again = new Desk(desk.clock, desk.store);
    await again.switchOn();
    expect(again.screen.view).toMatchObject({ screen: 'counting', resumed: true, tally: { fields: 1 } });
    expect(again.counter.opened.at(-1)).toHaveLength(1);
    await again.field();
    expect((await again.store.openSlides())[0].tally.fields).toBe(2);
  });

  it('still knows the fields of a resumed slide after a self-test that counted a picture of its own', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    const again = new Desk(desk.clock, desk.store);
    await again.switchOn({ selfTest: () => again.counter.open([]).then(() => []) });
    expect(again.screen.view).toMatchObject({ screen: 'counting', resumed: true });
    expect(again.counter.opened.map((fields) => fields.length)).toEqual([1, 0, 1]);
  });

  it('shows a result again that nobody had accepted', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    await desk.press(2500);
    const again = new Desk(desk.clock, desk.store);
    await again.switchOn();
    expect(again.screen.view).toMatchObject({ screen: 'result', label: '0001' });
    await again.press();
    expect(again.screen.view.screen).toBe('ready');
  });

  it('finishes a slide that was counted with other weights as it stands, by the rates of those', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    const [slide] = await desk.store.openSlides();
    const again = new Desk(desk.clock, desk.store);
    Object.assign(again.counter, { model: { ...again.counter.model, sha256: 'cd'.repeat(32) } });
    await again.switchOn();
    expect(await again.store.openSlides()).toEqual([]);
    expect((await again.store.latestResult(slide.id))?.result).toMatchObject({
      stopped: 'ended-early',
      fields: 1,
    });
  });

  it('finishes a slide whose last field sufficed although the run ended before the result', async () => {
    const desk = new Desk();
    desk.counter.cells = { redCells: 400, infected: 60 };
    await desk.switchOn();
    await desk.press();
    const finish = desk.store.finishSlide.bind(desk.store);
    desk.store.finishSlide = () => Promise.reject(storageError('disk-fault', 'The disk is gone.'));
    for (let n = 0; n < 6; n++) await desk.field();
    expect(desk.screen.view.screen).toBe('paused');
    desk.store.finishSlide = finish;
    const again = new Desk(desk.clock, desk.store);
    await again.switchOn();
    expect(again.screen.view).toMatchObject({ screen: 'result', result: { stopped: 'precision-reached' } });
  });

  it('takes no notice of a button that was down before it came up', async () => {
    const desk = new Desk();
    await desk.switchOn({ button: { isDown: true, onChange: () => () => undefined } });
    await desk.clock.advance(60_000);
    expect(desk.powerOff.times).toBe(0);
    expect(desk.screen.view).toMatchObject({ screen: 'ready', faults: [{ code: 'button-stuck' }] });
  });

  it('powers off on a held button after all that was taken is committed', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    desk.button('down');
    await desk.clock.advance(8_000);
    await expect(desk.ended).resolves.toBe('power-off');
    expect(desk.powerOff.times).toBe(1);
    expect(desk.screen.view).toMatchObject({ screen: 'powering-off', why: 'button' });
    expect((await desk.store.openSlides())[0].tally.fields).toBe(1);
  });

  it('powers off when the battery is at its end, the slide staying open', async () => {
    const desk = new Desk();
    await desk.switchOn();
    await desk.press();
    await desk.field();
    desk.power({ ...desk.picture, state: 'shutdown', mayBeginSlide: false, charge: 0.03 });
    await desk.clock.advance(30_000);
    await expect(desk.ended).resolves.toBe('power-off');
    expect(await desk.store.openSlides()).toHaveLength(1);
  });
});

describe('the service manager', () => {
  it('hears READY after the self-test and progress while the device works', async () => {
    const desk = new Desk(undefined, undefined, undefined, 20_000);
    await desk.switchOn();
    expect(desk.service.said).toContain('READY=1');
    await desk.press();
    await desk.clock.advance(60_000);
    expect(desk.service.said.filter((line) => line === 'WATCHDOG=1').length).toBeGreaterThan(3);
  });

  it('hears nothing more when frames stop coming, although the loop still turns', async () => {
    const desk = new Desk(undefined, undefined, undefined, 20_000);
    await desk.switchOn();
    await desk.press();
    await desk.camera.stop();
    await desk.clock.advance(10_000);
    const before = desk.service.said.filter((line) => line === 'WATCHDOG=1').length;
    await desk.clock.advance(120_000);
    expect(desk.service.said.filter((line) => line === 'WATCHDOG=1').length).toBe(before);
  });
});
