import type { Activity, ButtonHint, Part, PauseReason } from '../workflow/screen.js';
import type { SlideResult } from '../counting/result.js';

export const LANGUAGES = ['en', 'fr', 'pt', 'sw'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One thing to say, longest wording first; the last fits 16 columns. `{}` stands for the number or name it is about. */
export type Phrase = string | readonly string[];

/** A phrase about a number of things, chosen by the language's plural rules. */
export interface Counted {
  readonly one: Phrase;
  readonly other: Phrase;
}

/** Everything the display says, in one language. A key that a language lacks does not compile. */
export interface Words {
  /** Decimal sign and thousands separator: "1,200" must not be read as 1.2. */
  readonly numbers: { readonly decimal: '.' | ','; readonly thousands: ',' | ' ' };

  readonly starting: Phrase;
  readonly selfTest: Phrase;
  readonly pleaseWait: Phrase;
  readonly ready: Phrase;
  readonly nextSlide: Phrase;
  readonly finishing: Phrase;
  readonly fieldsLeft: Counted;
  readonly resumed: Phrase;

  readonly hints: Readonly<Record<ButtonHint, Phrase>>;
  /** What a 6 s press does, said on the ready screen. */
  readonly sixSeconds: Phrase;
  readonly activities: Readonly<Record<Activity, Phrase>>;

  readonly fields: Counted;
  /** Fields that were looked at and are not in the result. */
  readonly leftOut: Counted;
  readonly redCells: Counted;
  readonly noShareYet: Phrase;

  readonly positive: Readonly<Record<SlideResult['severity'], Phrase>>;
  readonly notSeen: Phrase;
  readonly unclear: Phrase;
  readonly noResult: Phrase;
  readonly below: Phrase;
  readonly notExcluded: Phrase;
  readonly mustLook: Phrase;
  readonly lookAtOnce: Phrase;
  readonly tellClinician: Phrase;
  readonly suspects: Counted;
  readonly tooFew: Phrase;
  readonly countMore: Phrase;
  /** So many stain deposits on the cells that a new slide should be made; the two lines follow each other. */
  readonly dirtyStain: Phrase;
  readonly newSlide: Phrase;
  /** About the red cells per µL the result rests on, given in millions. */
  readonly perMicrolitre: Readonly<Record<SlideResult['redCellsPerMicrolitre']['source'], Phrase>>;
  readonly stopped: Readonly<Record<SlideResult['stopped'], Phrase>>;
  readonly aid: Phrase;
  readonly confirm: Phrase;

  readonly fault: Phrase;
  readonly parts: Readonly<Record<Part, Phrase>>;
  readonly paused: Readonly<Record<PauseReason, Phrase>>;
  readonly remedies: Readonly<Record<PauseReason, Phrase>>;
  readonly callSupervisor: Phrase;

  readonly resting: Phrase;
  readonly nextIn: Phrase;
  readonly slidesDone: Counted;

  readonly battery: Phrase;
  readonly hoursLeft: Phrase;
  readonly minutesLeft: Phrase;
  readonly batteryLow: Phrase;
  readonly chargeIt: Phrase;
  readonly batteryEmpty: Phrase;
  readonly doNotUnplug: Phrase;
  readonly toSend: Phrase;
  readonly allSent: Phrase;
  /** Results that arrived and that the other side would not take. */
  readonly notTaken: Phrase;
  /** Results wait because nobody answers: no network, or nobody at the other end. Nothing to do but wait. */
  readonly noAnswer: Phrase;
  readonly clockNotSet: Phrase;
}
