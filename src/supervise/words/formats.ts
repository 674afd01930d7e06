import { locales, type Language } from './language.js';

/** A phrase about a number of things; `{}` stands for the number. */
export interface Counted {
  readonly one: string;
  readonly other: string;
}

/** Numbers and times as the reader writes them. */
export interface Formats {
  /** With thousands separated; at most `digits` (0) decimals. */
  number(value: number, digits?: number): string;
  /** Share 0–1 as a percentage, at most `digits` (1) decimals. */
  percent(share: number, digits?: number): string;
  counted(phrase: Counted, n: number): string;
  /** Day and month, with the year. */
  date(ms: number): string;
  /** Date and time of day, without the zone: say once on the page which it is. */
  dateTime(ms: number): string;
  time(ms: number): string;
  /** The same moment for a machine, for `<time datetime="…">`. */
  iso(ms: number): string;
  /** "3 hours ago", "in 2 days": the largest unit that fits. */
  ago(ms: number, nowMs: number): string;
  /** YYYY-MM-DD of UTC (as the registry counts days) as a date. */
  day(day: string): string;
  /** Between a name and what is said of it: in French with a narrow space before it, too. */
  readonly colon: string;
  /** "UTC" or the zone's name, e.g. Africa/Maputo. */
  readonly zone: string;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const made = new Map<string, Formats>();

/**
 * @param timeZone IANA name, or UTC.
 * @throws RangeError when there is no such zone.
 */
export function formatsOf(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`;
  let formats = made.get(key);
  // Intl's objects are slow to make (a millisecond each): kept for every language and zone in use.
  if (formats === undefined) made.set(key, (formats = createFormats(language, timeZone)));
  return formats;
}

function createFormats(language: Language, timeZone: string): Formats {
  const locale = locales[language];
  const numbers = byDigits((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const shares = byDigits(
    (digits) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }),
  );
  const moments = (options: Intl.DateTimeFormatOptions, zone = timeZone): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, hourCycle: 'h23' });
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const hours = { hour: '2-digit', minute: '2-digit' } as const;
  const date = moments(day);
  const time = moments(hours);
  const dateTime = moments({ ...day, ...hours });
  const utcDay = moments(day, 'UTC');
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const plurals = new Intl.PluralRules(locale);
  const number = (value: number, digits = 0): string => numbers(digits).format(value);
  return {
    number,
    percent: (share, digits = 1) => shares(digits).format(share),
    counted: (phrase, n) =>
      (plurals.select(n) === 'one' ? phrase.one : phrase.other).replace('{}', number(n)),
    date: (ms) => date.format(ms),
    dateTime: (ms) => dateTime.format(ms),
    time: (ms) => time.format(ms),
    iso: (ms) => new Date(ms).toISOString(),
    ago: (ms, nowMs) => {
      const [unit, length] = units.find(([, most]) => Math.abs(ms - nowMs) >= most) ?? units[2];
      return relative.format(Math.trunc((ms - nowMs) / length), unit);
    },
    day: (text) => utcDay.format(Date.parse(text)),
    colon: language === 'fr' ? '\u202f: ' : ': ',
    zone: timeZone,
  };
}

function byDigits(make: (digits: number) => Intl.NumberFormat): (digits: number) => Intl.NumberFormat {
  const kept = new Map<number, Intl.NumberFormat>();
  return (digits) => {
    let format = kept.get(digits);
    if (format === undefined) kept.set(digits, (format = make(digits)));
    return format;
  };
}
