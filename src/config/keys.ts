import { z } from 'zod';

/** What a person needs to know of a setting; every page and every error is made from it. */
export interface KeyAbout {
  readonly title: string;
  readonly description: string;
  /** Empty where the value has none. */
  readonly unit: string;
  /** What a value must be, to go after "expected": type, range, unit. */
  readonly expected: string;
  readonly kind: 'number' | 'text' | 'flag' | 'choice' | 'list';
  /** For a choice, what can be chosen. */
  readonly choices?: readonly string[];
}

const registry = z.registry<KeyAbout>();

/** What is known of a setting's schema; undefined for a section. */
export function aboutKey(schema: z.ZodType): KeyAbout | undefined {
  return registry.get(schema);
}

function documented<S extends z.ZodType>(schema: S, about: KeyAbout): S {
  const { title, description, unit } = about;
  const named = schema.meta({ title, description, ...(unit !== '' && { unit }) });
  registry.add(named, about);
  return named;
}

/** A group of settings. */
export function section<S extends z.core.$ZodLooseShape>(
  title: string,
  description: string,
  shape: S,
): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape).meta({ title, description });
}

interface Range<Default> {
  readonly from: number;
  readonly to: number;
  readonly default: Default;
  readonly unit?: string;
  /** Values must be multiples of this. */
  readonly step?: number;
}

function ranged(base: z.ZodNumber, { from, to, step }: Range<unknown>): z.ZodNumber {
  const within = base.min(from).max(to);
  return step === undefined ? within : within.multipleOf(step);
}

function aboutNumber(title: string, description: string, what: string, range: Range<unknown>): KeyAbout {
  const { from, to, unit = '', step } = range;
  const steps = step === undefined ? '' : `, a multiple of ${step}`;
  const inUnit = unit === '' ? '' : unit.startsWith('share') ? `, as a ${unit}` : `, in ${unit}`;
  const expected = `${what} from ${from} to ${to}${steps}${inUnit}`;
  const orNull = range.default === null ? `${expected}; or null` : expected;
  return { title, description, unit, expected: orNull, kind: 'number' };
}

export function number(title: string, description: string, range: Range<number>): z.ZodDefault<z.ZodNumber> {
  const schema = ranged(z.number(), range).default(range.default);
  return documented(schema, aboutNumber(title, description, 'a number', range));
}

export function whole(title: string, description: string, range: Range<number>): z.ZodDefault<z.ZodNumber> {
  const schema = ranged(z.int(), range).default(range.default);
  return documented(schema, aboutNumber(title, description, 'a whole number', range));
}

type MaybeNumber = z.ZodDefault<z.ZodNullable<z.ZodNumber>>;

/** A number that may be left open: null unless given. */
export function maybeNumber(
  title: string,
  description: string,
  range: Omit<Range<null>, 'default'>,
): MaybeNumber {
  const open = { ...range, default: null };
  const schema = ranged(z.number(), open).nullable().default(null);
  return documented(schema, aboutNumber(title, description, 'a number', open));
}

/** As `maybeNumber`, whole numbers only. */
export function maybeWhole(
  title: string,
  description: string,
  range: Omit<Range<null>, 'default'>,
): MaybeNumber {
  const open = { ...range, default: null };
  const schema = ranged(z.int(), open).nullable().default(null);
  return documented(schema, aboutNumber(title, description, 'a whole number', open));
}

export function flag(title: string, description: string, value: boolean): z.ZodDefault<z.ZodBoolean> {
  return documented(z.boolean().default(value), {
    ...{ title, description, unit: '', kind: 'flag' },
    expected: 'true or false',
  });
}

export function choice<const T extends readonly [string, ...string[]]>(
  title: string,
  description: string,
  choices: T,
  value: T[number],
): z.ZodDefault<z.ZodEnum<z.core.util.ToEnum<T[number]>>> {
  const schema = z.enum(choices);
  return documented(schema.default(value), {
    ...{ title, description, unit: '', kind: 'choice', choices },
    expected: `one of ${choices.join(', ')}`,
  });
}

/** Printable text on one line. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u);

export function text(title: string, description: string, value: string): z.ZodDefault<z.ZodString> {
  return documented(line.default(value), {
    ...{ title, description, unit: '', kind: 'text' },
    expected: 'text on one line, at most 200 characters',
  });
}

export function maybeText(title: string, description: string): z.ZodDefault<z.ZodNullable<z.ZodString>> {
  return documented(line.nullable().default(null), {
    ...{ title, description, unit: '', kind: 'text' },
    expected: 'text on one line, at most 200 characters; or null',
  });
}

/** A list of texts, empty unless given. */
export function list(
  title: string,
  description: string,
  of: { readonly pattern?: RegExp; readonly most: number; readonly expected: string },
): z.ZodDefault<z.ZodArray<z.ZodString>> {
  const item = of.pattern === undefined ? line : z.string().regex(of.pattern);
  return documented(z.array(item).max(of.most).default([]), {
    ...{ title, description, unit: '', kind: 'list' },
    expected: of.expected,
  });
}
