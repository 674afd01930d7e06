import type { HealthBody } from '../record/health-body.js';
import type { SlideBody } from '../record/slide-body.js';
import type { EnrolledDevice } from './device-book.js';
import type { CellWord, SlideWord } from './review-book.js';

export type SlideVerdict = SlideBody['result']['verdict'];

/** When a slide was begun: the device's own date, or what a later good clock of it said; the time of receipt beside it. */
export interface SlideDate {
  /** ms since 1970; undefined while nobody knows. */
  readonly ms?: number;
  /** `network` and `rtc` vouch for `ms`; otherwise only `receivedAtMs` is known: it was not later than that. */
  readonly trust: 'network' | 'rtc' | 'unknown';
  readonly receivedAtMs: number;
}

/** One slide as a line of a list. */
export interface SlideLine {
  readonly slide: string;
  readonly device: string;
  readonly deviceName: string;
  readonly site: string;
  readonly label: string;
  readonly date: SlideDate;
  /** The device's own statement. */
  readonly verdict: SlideVerdict;
  readonly parasitaemia: { readonly value: number; readonly low: number; readonly high: number };
  readonly perMicrolitre: { readonly value: number; readonly low: number; readonly high: number };
  readonly redCells: number;
  readonly infected: number;
  readonly fields: number;
  readonly fieldsRefused: number;
  readonly severity: SlideBody['result']['severity'];
  readonly dirtyStain: boolean;
  /** `preliminary` until a person has confirmed or overruled it. */
  readonly status: 'preliminary' | 'final';
  /** What is in force: the device's verdict, or the reviewer's. */
  readonly standing: SlideVerdict | 'negative' | 'unusable';
  readonly ageBand?: string;
  readonly sex?: string;
}

export interface SlideFilter {
  readonly site?: string;
  readonly device?: string;
  readonly standing?: SlideLine['standing'];
  readonly status?: SlideLine['status'];
  /** Part of the label. */
  readonly label?: string;
  /** ms since 1970, by date where known, else by receipt. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** A picture of a cell with what the record says of the cell. */
export interface CellPicture {
  readonly ordinal: number;
  readonly cell: number;
  readonly score?: number;
  /** JPEG; absent until it has arrived. */
  readonly hasPicture: boolean;
  /** The latest word of each reviewer. */
  readonly words: readonly CellWord[];
}

export interface SlideDetail {
  readonly line: SlideLine;
  /** The latest statement of the device, and all before it. */
  readonly statements: readonly SlideBody[];
  readonly cells: readonly CellPicture[];
  /** Ordinals of fields whose picture has arrived. */
  readonly fieldPictures: readonly number[];
  readonly words: readonly SlideWord[];
}

export interface DeviceStatus {
  readonly device: EnrolledDevice;
  /** The last of anything that came. */
  readonly lastHeardMs?: number;
  readonly health?: HealthBody;
  readonly healthAtMs?: number;
  readonly slides: number;
  readonly positives: number;
  /** Numbers missing in a chain that nothing explains yet: [lane, from, to]. */
  readonly gaps: readonly { readonly lane: string; readonly from: number; readonly to: number }[];
  /** Messages of it that lie in quarantine, unsettled. */
  readonly quarantined: number;
}

/** One point of a device's history, for plots. */
export interface HealthPoint {
  readonly atMs: number;
  readonly charge?: number;
  readonly millivolts?: number;
  readonly waiting: number;
  readonly blur?: number;
  readonly level?: number;
  /** Receipt minus date of the record, ms: how late it came. */
  readonly lagMs?: number;
}

export interface SiteStatus {
  readonly site: string;
  readonly devices: number;
  /** Nothing heard for longer than asked. */
  readonly late: number;
  readonly batteriesLow: number;
  /** Slides in the window, by what stands. */
  readonly slides: number;
  readonly positive: number;
  readonly unclear: number;
  readonly noResult: number;
  readonly dirtyStain: number;
  /** Of any period: nobody has confirmed or overruled them yet. */
  readonly waitingForReview: number;
}

/** Slides of one day (UTC). */
export interface DayCount {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly slides: number;
  readonly positive: number;
  readonly unclear: number;
}

export const ALERT_KINDS = [
  'registry-fault',
  'severe',
  'device-late',
  'battery-low',
  'quarantine',
  'chain-gap',
  'clock-unknown',
  'optics-drift',
  'dirty-stain',
  'fault',
  'disk-low',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something a person should see to. Reckoned when asked, from what is stored: an alert goes when its cause goes. */
export interface Alert {
  readonly kind: AlertKind;
  readonly site: string;
  readonly device?: string;
  readonly slide?: string;
  readonly sinceMs: number;
  /**
   * Numbers for the sentence, by name; the words are the page's. `all` where there are more of a kind than are given.
   *
   * | kind          | facts                                                                                         |
   * | ------------- | --------------------------------------------------------------------------------------------- |
   * | registry-fault | code (of StorageError); of no site                                                             |
   * | severe        | label, severity, percent                                                                      |
   * | device-late   | name, hours                                                                                   |
   * | battery-low   | name, charge (0–1), millivolts where known                                                    |
   * | quarantine    | name (of one that was not let in: its id, or nothing, and no device), messages                |
   * | chain-gap     | name, lane, from, to, missing                                                                 |
   * | clock-unknown | name, slides (without a date)                                                                 |
   * | optics-drift  | name, what (focus, light, focus-and-light), blur, blurBefore, level, levelBefore (medians)    |
   * | dirty-stain   | name, slides, days                                                                            |
   * | fault         | name, part, code                                                                              |
   * | disk-low      | name, freeBytes, totalBytes                                                                   |
   */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What supervisors read. */
export interface Reading {
  sites(query: {
    readonly fromMs: number;
    readonly nowMs: number;
    readonly lateAfterMs: number;
  }): Promise<readonly SiteStatus[]>;
  /** By day, of one site or all, oldest first, days without slides left out. */
  days(query: {
    readonly site?: string;
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<readonly DayCount[]>;
  /** Newest first; `before` continues a list from the cursor of the last line. */
  slides(
    filter: SlideFilter,
    page?: { readonly limit?: number; readonly before?: string },
  ): Promise<{ readonly lines: readonly SlideLine[]; readonly next?: string }>;
  slide(id: string): Promise<SlideDetail | undefined>;
  /** Cell's or field's (`cell` undefined) picture, JPEG or WebP as its first bytes say. */
  picture(slide: string, ordinal: number, cell?: number): Promise<Uint8Array | undefined>;
  devices(site?: string): Promise<readonly DeviceStatus[]>;
  device(id: string): Promise<DeviceStatus | undefined>;
  /** Oldest first. */
  healthHistory(device: string, fromMs: number): Promise<readonly HealthPoint[]>;
  alerts(query: {
    readonly nowMs: number;
    readonly lateAfterMs: number;
    readonly site?: string;
  }): Promise<readonly Alert[]>;
  /** Grows with every change of anything a page shows; for live updates. */
  version(): Promise<number>;
}
