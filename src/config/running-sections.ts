import { choice, flag, list, maybeNumber, maybeWhole, number, section, text, whole } from './keys.js';

/** The settings of what the device does with its parts. */

const share = { from: 0, to: 1, unit: 'share' } as const;
const millivolts = { from: 2500, to: 4200, unit: 'mV per cell' } as const;
const ms = 'ms';

export const power = section(
  'Power',
  'When the device saves, and when it shuts down. A state begins at its charge or its voltage, whichever comes first.',
  {
    savingCharge: number('Saving below', 'Slower frames, dimmer display.', { ...share, default: 0.35 }),
    savingMillivolts: whole('Saving below', 'The same by voltage under load.', {
      ...millivolts,
      default: 3550,
    }),
    criticalCharge: number('Critical below', 'No new slide is begun.', { ...share, default: 0.15 }),
    criticalMillivolts: whole('Critical below', 'The same by voltage under load.', {
      ...{ ...millivolts, default: 3400 },
    }),
    shutdownCharge: number('Shut down below', 'Everything is committed and the device powers off.', {
      ...{ ...share, default: 0.05 },
    }),
    shutdownMillivolts: whole('Shut down below', 'The same by voltage under load.', {
      ...{ ...millivolts, default: 3250 },
    }),
    urgentMillivolts: whole('Shut down at once below', 'A cell about to be cut off by its protection.', {
      ...{ ...millivolts, default: 3100 },
    }),
    slidesWithoutReading: flag(
      'Slides without a reading',
      'Whether slides may begin on a battery that no gauge has told anything about.',
      true,
    ),
  },
);

export const counting = section('Counting', 'How much of a slide is counted.', {
  precision: number(
    'Precision',
    'Half-width of the 95 % interval, as a share of the count, that counting may leave.',
    { from: 0.05, to: 0.95, unit: 'share', default: 0.25 },
  ),
  cellLimit: whole(
    'Cell limit',
    'Counting ends at so many red cells. Excluding 200/µL takes 75,000 and more.',
    {
      ...{ from: 1000, to: 1_000_000, unit: 'red cells', default: 5000 },
    },
  ),
  redCellsPerMicrolitre: maybeNumber(
    'Red cells',
    'The patients’ own, where known. Null: 5,000,000 are assumed.',
    {
      ...{ from: 500_000, to: 10_000_000, unit: 'red cells/µL' },
    },
  ),
});

export const workflow = section(
  'Workflow',
  'When a live view is taken as a field, and when the device rests.',
  {
    mostBlur: number('Most blur', 'Outline blur (σ) that a view may have.', {
      ...{ from: 0.01, to: 0.5, unit: 'cell diameters', default: 0.065 },
    }),
    leastLevel: number('Least brightness', 'Of the background.', {
      ...{ from: 0, to: 255, unit: 'grey levels', default: 60 },
    }),
    mostClipped: number('Most clipped', 'Of the usable area, to white.', { ...share, default: 0.5 }),
    leastCoverage: number('Least coverage', 'Of the usable area, by cells.', { ...share, default: 0.03 }),
    mostCoverage: number('Most coverage', 'Of the usable area, by cells.', { ...share, default: 0.8 }),
    leastUsableShare: number('Least usable', 'Of the frame that must show the smear.', {
      ...share,
      default: 0.12,
    }),
    stillWithin: number('Still within', 'A view that moved less since the last look stands still.', {
      ...{ from: 0.001, to: 0.2, unit: 'share of the frame’s width', default: 0.01 },
    }),
    steadyGlances: whole('Steady looks', 'In a row that must be good and still before a field is taken.', {
      ...{ from: 1, to: 20, unit: 'looks', default: 2 },
    }),
    mostOverlap: number('Most overlap', 'With the field taken last; more is not a new field.', {
      ...{ ...share, default: 0.3 },
    }),
    mostWaiting: whole('Most waiting', 'Taken fields that may wait for analysis.', {
      ...{ from: 1, to: 20, unit: 'fields', default: 2 },
    }),
    idleMs: whole('Idle after', 'Without a press for so long the camera and the display’s light rest.', {
      ...{ from: 10_000, to: 86_400_000, unit: ms, default: 120_000 },
    }),
  },
);

const advance = section('Stage', 'What moves a motorised stage or flow cell on by one field.', {
  kind: choice(
    'Kind',
    'gpio: a pulse on the line that hardware/ names. command: a program. none: nothing moves the slide.',
    ['gpio', 'command', 'none'],
    'none',
  ),
  command: list('Command', 'For command: program and arguments; no shell reads them.', {
    ...{ most: 50, expected: 'a list of texts such as [/usr/local/bin/move-stage, --by, 1]' },
  }),
  pulseMs: whole('Pulse', 'For gpio: its length.', { from: 1, to: 10_000, unit: ms, default: 200 }),
  settleMs: whole('Settle', 'Time to wait after a move before frames are looked at.', {
    ...{ from: 0, to: 60_000, unit: ms, default: 500 },
  }),
  timeoutMs: whole('Time limit', 'For command: it is killed after so long.', {
    ...{ from: 100, to: 600_000, unit: ms, default: 30_000 },
  }),
});

export const unattended = section('Unattended counting', 'Counting by itself, on a schedule.', {
  enabled: flag('Enabled', 'Whether the device counts without a button.', false),
  windows: list(
    'Windows',
    'Times of day, local; over midnight where the end lies before the beginning. Counted from the start of the device ' +
      'while no clock is trusted.',
    {
      pattern: /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/,
      ...{ most: 24, expected: 'a list of times of day such as ["08:00-12:00", "13:00-17:30"]' },
    },
  ),
  slidesPerHour: number('Slides per hour', 'Begun inside a window.', {
    ...{ from: 0.05, to: 60, unit: 'slides/h', default: 4 },
  }),
  fieldsPerSlide: whole('Fields per slide', 'A slide ends at so many accepted fields at the latest.', {
    ...{ from: 1, to: 10_000, unit: 'fields', default: 40 },
  }),
  cellTarget: maybeWhole('Cell target', 'Red cells at which a slide ends. Null: as counting.cellLimit.', {
    ...{ from: 1000, to: 1_000_000, unit: 'red cells' },
  }),
  emptyAdvances: whole('Empty moves', 'In a row that brought no countable field before the slide is ended.', {
    ...{ from: 1, to: 1000, unit: 'moves', default: 5 },
  }),
  advance,
});

export const storage = section('Storage', 'Where everything is kept.', {
  dataFolder: text('Data folder', 'Store, pictures and reports.', '/var/lib/ringform'),
  keepFramesMiB: whole('Room for frames', 'Raw frames may take so much together; the oldest go first.', {
    ...{ from: 0, to: 1_000_000, unit: 'MiB', default: 2048 },
  }),
  keepFreeMiB: whole('Left free', 'Frames leave so much of the disk to everything else.', {
    ...{ from: 16, to: 1_000_000, unit: 'MiB', default: 256 },
  }),
});
