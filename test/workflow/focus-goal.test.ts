import { describe, expect, it } from 'vitest';
import type { WorkflowSettings } from '../../src/workflow/workflow-settings.js';
import { countingView, Driver, settings, unattended } from './driver.js';

/** A device that counts, one field of this blur taken and counted, fresh cells under the objective. */
function counting(blur: number, limits: WorkflowSettings = settings): Driver {
  const device = new Driver(limits).boot();
  device.startSlide();
  device.freshView({ blur });
  device.answerAll();
  expect(taken(device)).toBe(1);
  device.glance({ blur, moved: null });
  return device;
}

/** So many still glances, 200 ms apart; what is taken is counted. */
function look(device: Driver, blur: number, times: number): void {
  for (let n = 0; n < times; n++) {
    device.glance({ blur });
    device.answerAll();
  }
}

const taken = (device: Driver): number => device.done('take-field').length;

describe('the focus that is asked for', () => {
  it('is that of the sharpest field, within some play: parasites fade before outlines do', () => {
    const device = counting(0.044);
    look(device, 0.058, 10);
    expect(taken(device)).toBe(1);
    expect(countingView(device)).toMatchObject({ activity: 'focus', mostBlur: 0.044 * 1.15 });
    look(device, 0.0505, 3);
    expect(taken(device)).toBe(2);
  });

  it('is never stricter than what a count would show', () => {
    const device = counting(0.03);
    look(device, 0.0499, 3);
    expect(taken(device)).toBe(2);
  });

  it('is given up after twelve seconds of a view that would pass; what was had then is asked for from then on', () => {
    const device = counting(0.044);
    look(device, 0.058, 58);
    expect(taken(device)).toBe(1);
    look(device, 0.058, 6);
    expect(taken(device)).toBe(2);
    device.glance({ blur: 0.058, moved: null });
    look(device, 0.061, 3);
    expect(taken(device)).toBe(3);
  });

  it('holds on to its goal while somebody turns the knob: only a view that would pass all the time is given in to', () => {
    const device = counting(0.044);
    for (let n = 0; n < 40; n++) {
      look(device, 0.058, 4);
      look(device, settings.mostBlur + 0.02, 1);
    }
    expect(taken(device)).toBe(1);
  });

  it('never lets a view pass that is too soft to count, however long it is tried', () => {
    const device = counting(0.044);
    look(device, settings.mostBlur + 0.001, 200);
    expect(taken(device)).toBe(1);
  });

  it('is only what must be where nobody can turn the knob', () => {
    const device = new Driver(unattended()).boot();
    device.answerAll();
    const before = countingView(device).mostBlur;
    device.wait(600);
    look(device, 0.044, 3);
    expect(taken(device)).toBe(1);
    device.wait(600);
    device.glance({ blur: 0.064, moved: null });
    look(device, 0.064, 3);
    expect(taken(device)).toBe(2);
    expect(countingView(device).mostBlur).toBe(before);
  });
});
