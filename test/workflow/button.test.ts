import { describe, expect, it } from 'vitest';
import { Driver } from './driver.js';

describe('the button', () => {
  it('says what letting go would do while it is held', () => {
    const device = new Driver().boot().startSlide();
    device.send({ type: 'button-down' });
    expect(device.hint).toBe('end-slide');
    device.wait(1999);
    expect(device.hint).toBe('end-slide');
    device.wait(1);
    expect(device.hint).toBe('release-to-end');
    device.wait(3999);
    expect(device.hint).toBe('release-to-end');
    expect(device.send({ type: 'button-up' })).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
  });

  it('leads a long press that means nothing on to powering off, or lets it be cancelled', () => {
    const device = new Driver().boot();
    device.send({ type: 'button-down' });
    expect(device.hint).toBe('start-slide');
    device.wait(2000);
    expect(device.hint).toBe('release-to-cancel');
    device.wait(2000);
    expect(device.hint).toBe('keep-holding-for-power-off');
    expect(device.send({ type: 'button-up' })).toEqual([]);
    expect(device.view.screen).toBe('ready');
  });

  it('asks for a tick at each moment the hint changes, so that a held button needs no other event', () => {
    const device = new Driver().boot();
    device.send({ type: 'button-down' });
    const start = device.uptimeMs;
    const asked: number[] = [];
    for (let i = 0; i < 3; i++) {
      asked.push((device.state.wakeAt ?? NaN) - start);
      device.wait(2000);
    }
    expect(asked).toEqual([2000, 4000, 6000]);
    expect(device.state.doing).toEqual({ at: 'off', why: 'button' });
  });

  it('powers off while still held, when what was taken is counted; the slide stays open', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.send({ type: 'button-down' });
    device.wait(5999);
    expect(device.done('power-off')).toEqual([]);
    device.wait(1);
    expect(device.view).toEqual({ screen: 'powering-off', why: 'button' });
    expect(device.hint).toBe('powering-off');
    expect(device.send({ type: 'button-up' })).toEqual([]);
    expect(device.counted()).toEqual([{ do: 'power-off', why: 'button' }]);
    expect(device.done('finish-slide')).toEqual([]);
  });

  it('powers off at a release that comes late and without a tick before it', () => {
    const device = new Driver().boot();
    device.send({ type: 'button-down' });
    device.uptimeMs += 7000;
    expect(device.send({ type: 'button-up' })).toContainEqual({ do: 'power-off', why: 'button' });
  });

  it('waits 20 s at most for a count that does not end', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.press(6000);
    expect(device.wait(19_000)).toEqual([]);
    expect(device.wait(1000)).toEqual([{ do: 'power-off', why: 'button' }]);
  });

  it('finishes a slide that was being finished before it powers off', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.press(2500);
    device.press(6000);
    expect(device.counted()).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
    expect(device.answerAll()).toContainEqual({ do: 'power-off', why: 'button' });
  });

  it('accepts no result that came up while the button was already down', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.send({ type: 'button-down' });
    device.counted({ accepted: true, seenBefore: 0 }, 'precision-reached');
    device.answerAll();
    expect(device.view.screen).toBe('result');
    expect(device.hint).toBe('release-to-cancel');
    device.wait(300);
    expect(device.send({ type: 'button-up' })).toEqual([]);
    expect(device.hint).toBe('accept-result');
  });

  it('stuck since before start-up never powers off, and shows as a fault until it lets go', () => {
    const device = new Driver();
    device.send({ type: 'button-down' });
    device.boot();
    expect(device.hint).toBe('none');
    expect(device.wait(30_000)).toEqual([]);
    expect(device.view).toMatchObject({ faults: [{ part: 'button', code: 'button-stuck' }] });
    device.wait(3_600_000);
    expect(device.done('power-off')).toEqual([]);
    device.send({ type: 'button-up' });
    expect(device.view).toMatchObject({ screen: 'ready', faults: [] });
    expect(device.press()).toContainEqual({ do: 'start-slide' });
  });

  it('ignores a bounce: downs without ups and ups without downs', () => {
    const device = new Driver().boot();
    expect(device.send({ type: 'button-up' })).toEqual([]);
    device.send({ type: 'button-down' });
    device.wait(100);
    device.send({ type: 'button-down' });
    expect(device.send({ type: 'button-up' })).toContainEqual({ do: 'start-slide' });
    expect(device.send({ type: 'button-up' })).toEqual([]);
  });

  it('can power off from a self-test that was asked for again', () => {
    const device = new Driver();
    device.send({ type: 'booted', nextLabel: 'S1' });
    device.send({ type: 'self-tested', faults: [{ part: 'disk', code: 'x', stopsCounting: true }] });
    device.press();
    expect(device.view.screen).toBe('self-test');
    expect(device.press(6000)).toContainEqual({ do: 'power-off', why: 'button' });
  });
});
