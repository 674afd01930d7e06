import type { Clock } from '../clock/clock.js';
import { LAMPS } from '../panel/lamps-of.js';
import type { Panel } from '../panel/panel.js';
import type { Screen } from '../workflow/screen.js';
import type { Check, CheckOutcome } from './check.js';
import { testScreen, type TestedLamps } from './panel-checks.js';

/** A person at the device. */
export interface Witness {
  /** Resolves with what they answer. */
  yes(question: string): Promise<boolean>;
  /** Asks for something to be done. */
  tell(request: string): void;
  /** Rejects when they leave: whatever waits for them ends with that. */
  readonly gone: Promise<never>;
}

export interface AskedParts {
  readonly clock: Clock;
  readonly panel: Panel;
  /** False for a device that has no display. */
  readonly display: boolean;
  readonly lamps: TestedLamps;
  readonly beeper: boolean;
  /** The returned function unsubscribes. */
  readonly onPress: (listener: (change: 'down' | 'up') => void) => () => void;
}

const PRESS_WITHIN_MS = 15_000;
/** Every digit once: a segment or a column of pixels that is dead shows. */
const DIGITS = '1023456789';

/** What only a person can see, hear and do, part by part. */
export function askedChecks(parts: AskedParts, witness: Witness): readonly Check[] {
  const { panel, lamps } = parts;
  return [
    asked('display', 'display seen', async () => {
      if (!parts.display) return absent;
      await panel.show(digitsScreen);
      const seen = await witness.yes(`Does the display show ${DIGITS}, every digit whole?`);
      await panel.show(testScreen); // or the panel would go on blinking a lamp of those to be judged next
      return seen
        ? ok('a person read it')
        : failed('display-unseen', 'A person cannot read the display.', [
            'Turn its contrast screw; then check its cable against the wiring table.',
          ]);
    }),
    ...LAMPS.map((name) =>
      asked('lamps', `${name} lamp seen`, async () => {
        const line = lamps[name];
        if (!line) return absent;
        const lines = Object.values(lamps);
        for (const each of lines) each.try(each === line ? 1 : 0);
        const seen = await witness.yes(`Is the ${name} lamp lit, and no other?`);
        for (const each of lines) each.restore();
        return seen
          ? ok('a person saw it')
          : failed('lamp-dark', `The ${name} lamp does not light, or not alone.`, [
              'Check that lamp, its resistor and its wire against the wiring table.',
            ]);
      }),
    ),
    asked('lamps', 'beeper heard', async () => {
      if (!parts.beeper) return absent;
      panel.beep('done');
      const heard = await witness.yes('Did it beep?');
      return heard
        ? ok('a person heard it')
        : failed('beeper-silent', 'A person heard no beep.', [
            'Check the beeper’s poles and its wire against the wiring table.',
          ]);
    }),
    asked('button', 'button pressed', async () => {
      witness.tell(`Press the button now, once; ${PRESS_WITHIN_MS / 1000} s.`);
      return (await pressed(parts, witness.gone))
        ? ok('a press came')
        : failed('button-dead', 'No press came.', [
            'Check the button and its wire against the wiring table.',
          ]);
    }),
  ];
}

function asked(part: Check['part'], label: string, run: Check['run']): Check {
  // A device whose button is dead starts no slide.
  return { part, label, stopsCounting: part === 'button', run };
}

const absent: CheckOutcome = { state: 'absent', said: 'none to look at' };

function ok(said: string): CheckOutcome {
  return { state: 'ok', said };
}

function failed(code: string, said: string, [remedy]: readonly [string]): CheckOutcome {
  return { state: 'failed', code, said, remedy };
}

const digitsScreen: Screen = {
  view: { screen: 'finishing', label: DIGITS, waiting: 0 },
  hint: 'none',
  status: { clockTrusted: false },
  brightness: 1,
};

async function pressed({ clock, onPress }: AskedParts, gone: Promise<never>): Promise<boolean> {
  let settle: (came: boolean) => void = () => undefined;
  const came = new Promise<boolean>((resolve) => (settle = resolve));
  const cancel = clock.after(PRESS_WITHIN_MS, () => settle(false));
  const unsubscribe = onPress((change) => {
    if (change === 'down') settle(true);
  });
  try {
    return await Promise.race([came, gone]);
  } finally {
    cancel();
    unsubscribe();
  }
}
