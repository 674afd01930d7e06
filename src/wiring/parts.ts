import { z } from 'zod';
import { UsageError } from '../base/errors.js';
import { hardwareFile, readHardwareFile } from './hardware-file.js';

/** What the device is doing, as far as its draw depends on it; explained under `modes` in hardware/parts.json. */
export const POWER_MODES = ['off', 'sleep', 'ready', 'liveView', 'analysing'] as const;
export type PowerMode = (typeof POWER_MODES)[number];

const text = z.string().trim().min(1);
const positive = z.number().positive();

const figure = z.strictObject({
  modes: z.array(z.enum(POWER_MODES)).min(1),
  /** Mean draw of one piece on its rail, mW. */
  milliwatts: z.number().min(0),
  /** A datasheet, a published measurement, or the words "estimate, not measured". */
  source: text,
});

const part = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    name: text,
    purpose: text,
    /** Parts with the same word are alternatives: one of them is fitted. */
    choice: text.optional(),
    /** Not in the device as described; it may take the place of the one that is. */
    alternative: z.literal(true).optional(),
    quantity: z.int().positive(),
    /** Rough price of one piece. */
    price: z.number().min(0),
    /** Where it draws from. 3.3 V comes from the board's own regulator: its figures are as seen on the 5 V rail. */
    rail: z.enum(['5V', '3V3', 'battery', 'none']),
    power: z.array(figure),
  })
  .superRefine((value, context) => {
    const named = value.power.flatMap(({ modes }) => modes);
    for (const mode of POWER_MODES) {
      const times = named.filter((name) => name === mode).length;
      if (times !== (value.rail === 'none' ? 0 : 1))
        context.addIssue(`${value.id}: ${times} figures for the mode ${mode}, rail ${value.rail}`);
    }
    if (value.alternative === true && value.choice === undefined)
      context.addIssue(`${value.id}: an alternative to what? "choice" is missing`);
  });

/** Bill of materials and power budget: the whole of hardware/parts.json. */
export const partsSchema = z
  .strictObject({
    schema: z.literal(1),
    currency: text,
    modes: z.record(z.enum(POWER_MODES), text),
    /** From the battery's terminals to the 5 V rail. */
    converter: z.strictObject({ efficiency: z.number().gt(0).lte(1), source: text }),
    battery: z
      .strictObject({
        name: text,
        /** At 20 °C and a slow discharge. */
        capacityMilliampHours: positive,
        nominalMillivolts: positive,
        fullMillivolts: positive,
        emptyMillivolts: positive,
        internalMilliohms: positive,
        source: text,
      })
      .refine(
        (it) => it.emptyMillivolts < it.nominalMillivolts && it.nominalMillivolts < it.fullMillivolts,
        'empty < nominal < full is what voltages must keep',
      ),
    parts: z.array(part).min(1),
  })
  .superRefine(({ parts }, context) => {
    for (const id of repeated(parts.map((it) => it.id))) context.addIssue(`two parts have the id ${id}`);
    for (const choice of new Set(parts.flatMap((it) => it.choice ?? []))) {
      const fitted = parts.filter((it) => it.choice === choice && it.alternative === undefined);
      if (fitted.length !== 1) context.addIssue(`${choice}: ${fitted.length} parts fitted instead of one`);
    }
  });

export type Parts = z.infer<typeof partsSchema>;
export type Part = Parts['parts'][number];

/**
 * Bill of materials and power budget as they stand in hardware/parts.json.
 *
 * @throws UsageError `hardware-file` when the file is missing or wrong.
 */
export function readParts(path: string = hardwareFile('parts.json')): Parts {
  return readHardwareFile(path, partsSchema);
}

/** Which part stands for a choice, e.g. `{ display: 'oled-ssd1306', board: 'pi-4b' }`; what is not named stays as described. */
export type PartChoice = Readonly<Record<string, string>>;

/**
 * The parts of one device.
 *
 * @throws UsageError `no-such-part` when the choice names one that the table does not offer there.
 */
export function fittedParts(parts: Parts, choice: PartChoice = {}): Part[] {
  for (const [group, id] of Object.entries(choice)) {
    const offered = parts.parts.filter((it) => it.choice === group).map((it) => it.id);
    if (!offered.includes(id))
      throw new UsageError(
        'no-such-part',
        `There is no ${group} “${id}” in the table of parts.`,
        offered.length > 0
          ? `Choose one of ${offered.join(', ')}.`
          : 'See hardware/parts.json for what can be chosen.',
      );
  }
  return parts.parts.filter((it) => {
    const chosen = it.choice === undefined ? undefined : choice[it.choice];
    return chosen === undefined ? it.alternative === undefined : it.id === chosen;
  });
}

/** Mean draw of all pieces of a part in a mode, mW on its own rail. */
export function partMilliwatts(one: Part, mode: PowerMode): number {
  const found = one.power.find(({ modes }) => modes.includes(mode));
  return (found?.milliwatts ?? 0) * one.quantity;
}

/** Mean draw at the battery's terminals, mW, for every mode: what the converter loses is in it. */
export type PowerBudget = Readonly<Record<PowerMode, number>>;

/** Sums the parts of one device; alternatives by `choice`. Throws as fittedParts. */
export function powerBudget(parts: Parts, choice: PartChoice = {}): PowerBudget {
  const fitted = fittedParts(parts, choice);
  const draw = (mode: PowerMode): number =>
    fitted.reduce((sum, one) => {
      const share = one.rail === 'battery' ? 1 : 1 / parts.converter.efficiency;
      return sum + partMilliwatts(one, mode) * share;
    }, 0);
  return {
    off: draw('off'),
    sleep: draw('sleep'),
    ready: draw('ready'),
    liveView: draw('liveView'),
    analysing: draw('analysing'),
  };
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
}
