import { describe, expect, it } from 'vitest';
import { turnMs } from '../../src/panel/paged-panel.js';
import { recordingBench, terminalBench } from './benches.js';
import { counting, notSeen, screenOf } from './screens.js';

const ready = screenOf({ screen: 'ready', nextLabel: 'A-17', faults: [] }, 'start-slide', {
  status: { clockTrusted: true },
});

describe('the terminal panel', () => {
  it('redraws in place on a terminal, coloured', async () => {
    const { panel, written } = terminalBench(true);
    await panel.show(ready);
    expect(written[0]).not.toContain('\u001b[7A');
    await panel.show(screenOf(counting({ activity: 'focus' }), 'end-slide'));
    expect(written[1]?.startsWith('\u001b[7A┌')).toBe(true);
    expect(written[1]).toContain('\u001b[33m●\u001b[0m');
  });

  it('writes plain lines elsewhere, and only when something changed', async () => {
    const { panel, written } = terminalBench(false);
    await panel.show({ ...ready, view: { screen: 'starting' }, hint: 'none' });
    await panel.show({ ...ready, view: { screen: 'starting' }, hint: 'none' });
    expect(written).toEqual([
      [
        '┌──────────────────────┐',
        '│ Starting             │',
        '│ Please wait          │',
        '│                      │',
        '│ Button: not now      │',
        '└──────────────────────┘',
        '  ○ ●amber ○',
        '',
      ].join('\n'),
    ]);
  });

  it('shows a beep as a word for a second', async () => {
    const { panel, clock, written } = terminalBench(true);
    await panel.show(ready);
    panel.beep('done');
    expect(written.at(-1)).toContain('♪');
    await clock.advance(1000);
    expect(written.at(-1)).not.toContain('♪');
  });
});

describe('the recording panel', () => {
  it('keeps every page with its uptime, two alike in a row once', async () => {
    const { panel, clock } = recordingBench();
    await panel.show(ready);
    await clock.advance(100);
    await panel.show(ready);
    await panel.show({ ...ready, brightness: 0.2 });
    expect(panel.pages.map(({ uptimeMs, brightness }) => [uptimeMs, brightness])).toEqual([
      [0, 1],
      [100, 0.2],
    ]);
    expect(panel.pages[0]?.screen).toBe(ready);
    panel.beep('done');
    expect(panel.beeps).toEqual([{ beep: 'done', uptimeMs: 100 }]);
  });

  it('waits for a page: the current one, one to come, or in vain', async () => {
    const { panel, clock } = recordingBench();
    await panel.show(screenOf({ screen: 'result', label: 'A-17', result: notSeen }, 'accept-result'));
    expect((await panel.waitFor(({ lines }) => lines[0].startsWith('No parasites'))).uptimeMs).toBe(0);
    const later = panel.waitFor(({ lines }) => lines[2].startsWith('21 fields'));
    const never = panel.waitFor(({ lines }) => lines[0].startsWith('POSITIVE'), 60_000);
    const failed = expect(never).rejects.toThrow(
      /no such page within 60000 ms; the display shows: No parasites/,
    );
    await clock.advance(60_000);
    expect((await later).uptimeMs % turnMs).toBe(0);
    await failed;
  });
});
