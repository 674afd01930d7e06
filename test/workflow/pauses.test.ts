import { describe, expect, it } from 'vitest';
import { stateName } from '../../src/workflow/state.js';
import { countingView, Driver, settings, unattended } from './driver.js';

describe('pauses', () => {
  it('keep the slide, go on counting what was taken, and return to it when the camera is back', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    expect(device.send({ type: 'camera-failed', code: 'camera-frozen' })).toEqual([
      { do: 'beep', beep: 'alarm' },
    ]);
    expect(device.view).toEqual({ screen: 'paused', why: 'camera', code: 'camera-frozen' });
    device.counted();
    expect(device.freshView()).toEqual([]);
    device.send({ type: 'camera-up' });
    expect(countingView(device)).toMatchObject({ tally: { fields: 1 }, waiting: 0 });
    expect(device.freshView()).toContainEqual({ do: 'beep', beep: 'field-taken' });
  });

  it('do not take a frame right after, on the strength of frames from before', () => {
    const device = new Driver({ ...settings, steadyGlances: 3 }).boot().startSlide();
    device.glance();
    device.glance();
    device.send({ type: 'trouble', why: 'storage', code: 'storage-io' });
    device.glance();
    device.send({ type: 'trouble-over', why: 'storage' });
    expect(device.glance()).toEqual([]);
    expect(device.glance()).toEqual([]);
    expect(device.glance()).toContainEqual({ do: 'beep', beep: 'field-taken' });
  });

  it('try the camera again at a press, and by themselves every minute', () => {
    const device = new Driver().boot().startSlide();
    device.send({ type: 'camera-failed', code: 'camera-died' });
    expect(device.hint).toBe('try-again');
    const again = { do: 'camera', framesPerSecond: 6 };
    expect(device.wait(59_999)).toEqual([]);
    expect(device.wait(1)).toEqual([again]);
    device.send({ type: 'camera-failed', code: 'camera-died' });
    expect(device.press()).toEqual([again]);
    expect(countingView(device).activity).toBe('starting-camera');
    device.send({ type: 'camera-failed', code: 'camera-died' });
    expect(stateName(device.state)).toBe('paused');
    device.press();
    device.send({ type: 'camera-up' });
    expect(stateName(device.state)).toBe('counting');
  });

  it('answer a press after a retry of their own too, and forget the steady frames from before', () => {
    const device = new Driver({ ...settings, steadyGlances: 3 }).boot().startSlide();
    device.glance();
    device.glance();
    device.send({ type: 'camera-failed', code: 'camera-died' });
    device.wait(60_000);
    expect(device.press()).toEqual([{ do: 'camera', framesPerSecond: 6 }]);
    device.send({ type: 'camera-up' });
    expect(device.glance()).toEqual([]);
  });

  it('ask again for a tick that came early', () => {
    const device = new Driver().boot();
    const { wakeAt } = device.state;
    device.send({ type: 'tick' });
    expect(device.log.at(-1)).toEqual({ do: 'wake-at', uptimeMs: wakeAt });
  });

  it('lie over each other: all must end', () => {
    const device = new Driver().boot().startSlide();
    device.send({ type: 'trouble', why: 'storage-full', code: 'disk-full' });
    device.send({ type: 'camera-failed', code: 'camera-died' });
    device.send({ type: 'trouble-over', why: 'storage-full' });
    expect(device.view).toMatchObject({ screen: 'paused', why: 'camera' });
    device.send({ type: 'camera-up' });
    expect(device.view.screen).toBe('counting');
  });

  it('let a slide be ended without a camera, but not without a disk', () => {
    const device = new Driver().boot().startSlide();
    device.send({ type: 'trouble', why: 'storage', code: 'storage-io' });
    expect(device.press(2500)).toEqual([]);
    expect(device.press()).toEqual([{ do: 'retry-storage' }]);
    device.answerAll();
    device.send({ type: 'camera-failed', code: 'camera-died' });
    device.send({ type: 'button-down' });
    device.wait(2500);
    expect(device.hint).toBe('release-to-end');
    expect(device.send({ type: 'button-up' })).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
  });

  it('hold a finish back until the disk takes it', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.press(2500);
    device.send({ type: 'trouble', why: 'storage', code: 'storage-io' });
    expect(device.counted()).toEqual([]);
    expect(device.send({ type: 'trouble-over', why: 'storage' })).toEqual([
      { do: 'finish-slide', why: 'ended-early' },
    ]);
  });

  it('show over "ready" too, where the camera is kept warm', () => {
    const device = new Driver().boot();
    device.send({ type: 'camera-failed', code: 'camera-missing' });
    expect(device.view).toMatchObject({ screen: 'paused', why: 'camera' });
    expect(device.press()).toEqual([{ do: 'camera', framesPerSecond: 6 }]);
    device.send({ type: 'camera-up' });
    expect(device.hint).toBe('start-slide');
  });

  it('care for no camera that nobody wants', () => {
    const device = new Driver().boot();
    device.wait(settings.idleMs);
    device.send({ type: 'camera-failed', code: 'camera-died' });
    expect(device.view.screen).toBe('ready');
  });

  it('repeat a failed self-test by themselves where nobody is', () => {
    const device = new Driver(unattended());
    device.send({ type: 'booted', nextLabel: 'S1' });
    device.send({ type: 'self-tested', faults: [{ part: 'camera', code: 'x', stopsCounting: true }] });
    expect(device.wait(300_000)).toEqual([{ do: 'self-test' }]);
    device.send({ type: 'self-tested', faults: [] });
    expect(device.done('start-slide')).toHaveLength(1);
  });
});
