import { describe, expect, it } from 'vitest';
import { stateName } from '../../src/workflow/state.js';
import { countingView, Driver, GOOD, power, resultOf, settings } from './driver.js';

describe('a person counts slides', () => {
  it('boots, tests itself and is ready', () => {
    const device = new Driver();
    expect(device.view.screen).toBe('starting');
    expect(device.send({ type: 'booted', nextLabel: 'S1' })).toEqual([{ do: 'self-test' }]);
    expect(device.view.screen).toBe('self-test');
    expect(device.hint).toBe('none');
    device.answerAll();
    expect(device.view).toEqual({ screen: 'ready', nextLabel: 'S1', faults: [] });
    expect(device.hint).toBe('start-slide');
  });

  it('goes from press to result by itself', () => {
    const device = new Driver().boot();
    expect(device.press()).toContainEqual({ do: 'start-slide' });
    device.answerAll();
    expect(device.hint).toBe('end-slide');
    for (let field = 1; field <= 4; field++) {
      const effects = device.freshView();
      expect(effects.filter(({ do: what }) => what === 'take-field')).toHaveLength(1);
      expect(effects).toContainEqual({ do: 'beep', beep: 'field-taken' });
      expect(countingView(device).activity).toBe('taking');
      if (field < 4) device.counted();
    }
    const effects = device.counted({ accepted: true, seenBefore: 0 }, 'precision-reached');
    expect(effects).toContainEqual({ do: 'finish-slide', why: 'precision-reached' });
    expect(device.view).toMatchObject({ screen: 'finishing', label: 'S1', waiting: 0 });
    expect(device.answer()).toContainEqual({ do: 'beep', beep: 'done' });
    expect(device.view).toMatchObject({ screen: 'result', label: 'S1', result: { fields: 4 } });
    expect(device.hint).toBe('accept-result');
    expect(device.press()).toEqual([{ do: 'accept-result', slide: 'slide-1' }]);
    expect(device.view).toMatchObject({ screen: 'ready', nextLabel: 'S2' });
  });

  it('waits for what was taken before it finishes', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.freshView();
    expect(device.press(2500)).toEqual([]);
    expect(device.view).toMatchObject({ screen: 'finishing', waiting: 2 });
    expect(device.counted()).toEqual([]);
    expect(device.counted()).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
  });

  it('gives the reason the rule reached, though the person ended the slide meanwhile', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.press(2500);
    const effects = device.counted({ accepted: true, seenBefore: 0 }, 'cell-limit');
    expect(effects).toEqual([{ do: 'finish-slide', why: 'cell-limit' }]);
  });

  it('ends a slide without a field with a result that says so', () => {
    const device = new Driver().boot().startSlide();
    expect(device.press(2500)).toEqual([{ do: 'finish-slide', why: 'ended-early' }]);
    device.answerAll();
    expect(device.view).toMatchObject({ screen: 'result', result: { verdict: 'no-result' } });
  });

  it('does nothing harmful on a short press while counting', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    const before = device.state.doing;
    expect(device.press(300)).toEqual([]);
    expect(device.state.doing).toMatchObject({ at: 'counting', waiting: 1 });
    expect(before.at).toBe('counting');
  });

  it('says why a field was refused until the view moves', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    const refused = { accepted: false, failed: 'density', crowded: true, seenBefore: 0 } as const;
    expect(device.counted(refused)).toEqual([{ do: 'beep', beep: 'refused' }]);
    for (let i = 0; i < 5; i++) device.glance({ overlapWithTaken: 1 });
    expect(countingView(device)).toMatchObject({ activity: 'too-thick', tally: { fields: 0 } });
    for (let i = 0; i < 5; i++) device.glance({ moved: 0.05, overlapWithTaken: 0.8 });
    expect(countingView(device).activity).toBe('move-on');
    expect(device.freshView()).toContainEqual({ do: 'beep', beep: 'field-taken' });
  });

  it('tells a field seen before', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.counted({ accepted: true, seenBefore: 0.95 });
    for (let i = 0; i < 5; i++) device.glance({ overlapWithTaken: 1 });
    expect(countingView(device).activity).toBe('seen-before');
  });

  it('never takes the same view twice, even where no cell lets it be recognised', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    device.counted();
    for (let i = 0; i < 20; i++) expect(device.glance({ overlapWithTaken: 0 })).toEqual([]);
    expect(countingView(device).activity).toBe('move-on');
  });

  it('takes nothing while the queue is full, and goes on when there is room', () => {
    const device = new Driver().boot().startSlide();
    for (let i = 0; i < settings.mostWaiting; i++) device.freshView();
    for (let i = 0; i < 6; i++) expect(device.freshView()).toEqual([]);
    expect(countingView(device)).toMatchObject({ activity: 'wait', waiting: settings.mostWaiting });
    device.counted();
    expect(device.glance()).toContainEqual({ do: 'beep', beep: 'field-taken' });
  });

  it('shows the open slide first and the unseen result after it', () => {
    const device = new Driver().boot({
      open: { id: 'b', label: 'B', tally: { fields: 2, redCells: 400, infected: 1 } },
      unseen: { id: 'a', label: 'A', result: resultOf({ fields: 3, redCells: 600, infected: 0 }) },
    });
    expect(device.view).toMatchObject({
      screen: 'counting',
      label: 'B',
      resumed: true,
      tally: { fields: 2 },
    });
    device.press(2500);
    device.answerAll();
    expect(device.view).toMatchObject({ screen: 'result', label: 'B' });
    expect(device.press()).toEqual([{ do: 'accept-result', slide: 'b' }]);
    expect(device.view).toMatchObject({ screen: 'result', label: 'A' });
    expect(device.press()).toEqual([{ do: 'accept-result', slide: 'a' }]);
    expect(device.view.screen).toBe('ready');
  });

  it('stops at a fault that stops counting, and tests again on a press', () => {
    const device = new Driver();
    device.send({ type: 'booted', nextLabel: 'S1' });
    const fault = { part: 'camera', code: 'camera-missing', stopsCounting: true } as const;
    device.send({ type: 'self-tested', faults: [fault] });
    expect(device.view).toEqual({ screen: 'error', faults: [fault] });
    expect(device.hint).toBe('try-again');
    expect(device.press()).toEqual([{ do: 'self-test' }]);
    device.send({ type: 'self-tested', faults: [{ ...fault, part: 'gauge', stopsCounting: false }] });
    expect(device.view).toMatchObject({ screen: 'ready', faults: [{ part: 'gauge' }] });
  });

  it('rests camera and light when nobody comes, and starts at the first press after', () => {
    const device = new Driver().boot();
    expect(device.wait(settings.idleMs)).toContainEqual({ do: 'camera', framesPerSecond: 'off' });
    expect(device.screen.brightness).toBeLessThan(0.2);
    const effects = device.press();
    expect(effects).toContainEqual({ do: 'camera', framesPerSecond: 6 });
    expect(effects).toContainEqual({ do: 'start-slide' });
    expect(device.screen.brightness).toBe(1);
  });

  it('works a day: three slides, the battery sinks, it shuts down safely, and goes on next morning', () => {
    const device = new Driver().boot();
    device.send({ type: 'power', picture: power('normal', { charge: 0.9 }) });
    for (let slide = 1; slide <= 2; slide++) {
      device.startSlide();
      device.freshView({ blur: 0.2 });
      device.freshView();
      device.counted();
      device.press(2100);
      device.answerAll();
      device.press();
    }
    device.startSlide();
    expect(device.send({ type: 'power', picture: power('saving') })).toEqual([
      { do: 'camera', framesPerSecond: 3 },
    ]);
    device.answerAll();
    device.freshView();
    device.send({ type: 'power', picture: power('critical', { charge: 0.08 }) });
    device.freshView(); // the slide at hand may go on
    expect(device.state.doing).toMatchObject({ at: 'counting', waiting: 2 });
    const down = device.send({ type: 'power', picture: power('shutdown') });
    expect(down).toEqual([
      { do: 'beep', beep: 'alarm' },
      { do: 'camera', framesPerSecond: 'off' },
    ]);
    expect(device.view).toEqual({ screen: 'powering-off', why: 'battery' });
    expect(device.freshView()).toEqual([]);
    expect(device.counted()).toEqual([]);
    expect(device.counted()).toEqual([{ do: 'power-off', why: 'battery' }]);
    expect(stateName(device.state)).toBe('off');
    expect(JSON.parse(JSON.stringify(device.state))).toStrictEqual(device.state);

    const morning = new Driver().boot({ open: { id: 'slide-3', label: 'S3', tally: device.tally } });
    expect(morning.view).toMatchObject({
      screen: 'counting',
      label: 'S3',
      resumed: true,
      tally: { fields: 2 },
    });
  });

  it('begins no slide on a critical battery', () => {
    const device = new Driver().boot();
    device.send({ type: 'power', picture: power('critical', { charge: 0.05 }) });
    expect(device.view).toEqual({ screen: 'battery-low', charge: 0.05 });
    expect(device.hint).toBe('none');
    expect(device.press()).toEqual([]);
    expect(device.state.doing.at).toBe('ready');
  });

  it('stops cleanly when asked, but waits no longer than 3 s for a field', () => {
    const device = new Driver().boot().startSlide();
    device.freshView();
    expect(device.send({ type: 'stop-asked' })).toEqual([{ do: 'camera', framesPerSecond: 'off' }]);
    expect(device.wait(2999)).toEqual([]);
    expect(device.wait(1)).toEqual([{ do: 'exit' }]);
    const ready = new Driver().boot();
    expect(ready.send({ type: 'stop-asked' })).toContainEqual({ do: 'exit' });
  });
});

describe('the live view', () => {
  const bad = [
    ['off-centre', { usableShare: 0.05, clipped: 0.9 }],
    ['too-bright', { clipped: 0.9, blur: 1 }],
    ['too-dark', { level: 20, blur: 1 }],
    ['focus', { blur: 0.2, coverage: 0.9 }],
    ['too-thick', { coverage: 0.9, moved: 0.2 }],
    ['too-few-cells', { coverage: 0.01 }],
    ['hold-still', { moved: 0.2 }],
  ] as const;
  it.each(bad)('says %s first', (activity, glance) => {
    const device = new Driver().boot().startSlide();
    for (let i = 0; i < 5; i++) expect(device.glance(glance)).toEqual([]);
    expect(countingView(device).activity).toBe(activity);
  });

  it('calls an empty view out of focus only until something was seen sharp', () => {
    const empty = { blur: 1, coverage: 0 };
    const device = new Driver().boot().startSlide();
    device.glance(empty);
    expect(countingView(device).activity).toBe('focus');
    device.glance();
    for (let i = 0; i < 5; i++) device.glance(empty);
    expect(countingView(device).activity).toBe('too-few-cells');
  });

  it('keeps an advice readable, shows the next one in time without another frame, and a field at once', () => {
    const device = new Driver().boot().startSlide();
    device.glance({ blur: 0.2 });
    device.glance({ coverage: 0.9 });
    expect(countingView(device).activity).toBe('focus');
    device.wait(399);
    expect(countingView(device).activity).toBe('focus');
    device.wait(1);
    expect(countingView(device).activity).toBe('too-thick');
    device.glance();
    device.glance();
    expect(countingView(device)).toMatchObject({ activity: 'taking', blur: GOOD.blur });
  });
});
