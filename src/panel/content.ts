import { unreachable } from '../base/errors.js';
import type { Screen, ShownFault, ShownStatus, View } from '../workflow/screen.js';
import { shareWithInterval, whole } from './amounts.js';
import { type Content, type Line, cells, codeLines, cutMiddle } from './fit.js';
import { displayable } from './font.js';
import { resultContent } from './result-content.js';
import type { Language, Phrase, Words } from './vocabulary.js';
import { counted, wordings, wordsOf } from './words.js';

/** Characters of the focus bar; the font draws them as a full and a low block. */
export const barFull = '■';
export const barEmpty = '-';

/**
 * Words and numbers of a screen, for a display of so many columns and rows. With four rows numbers come first and what to do
 * stands above the hint; with two, what to do comes first and numbers come in turns.
 */
export function contentOf(
  { view, status }: Screen,
  language: Language,
  size: { readonly columns: number; readonly rows: number },
): Content {
  const words = wordsOf(language);
  const say = (phrase: Phrase, about?: string): Line => wordings(phrase, about);
  switch (view.screen) {
    case 'starting':
      return { main: [say(words.starting)], more: [say(words.pleaseWait)] };
    case 'self-test':
      return { main: [say(words.selfTest)], more: [say(words.pleaseWait)] };
    case 'ready':
      return {
        main: [say(words.ready)],
        more: [
          labelled(words.nextSlide, displayable(view.nextLabel), size.columns),
          ...view.faults.flatMap((fault) => faultLines(fault, words, size.columns)),
          ...sendingLines(status, words, size.columns),
          ...statusLines(status, words),
          say(words.sixSeconds),
        ],
      };
    case 'counting':
      return countingContent(view, language, size);
    case 'finishing':
      return {
        main: [say(words.finishing)],
        more: [
          ...(view.waiting > 0
            ? [counted(words.fieldsLeft, view.waiting, whole(view.waiting, words), language)]
            : []),
          [cutMiddle(displayable(view.label), size.columns)],
        ],
      };
    case 'result':
      return resultContent(
        view.result,
        [cutMiddle(displayable(view.label), size.columns)],
        language,
        view.refused,
      );
    case 'paused':
      return {
        main: [say(words.paused[view.why]), say(words.remedies[view.why])],
        more: [...codeLines(view.code, size.columns).map((line) => [line])],
      };
    case 'error': {
      const first = view.faults.at(0);
      const others = view.faults.slice(1);
      return {
        main: [say(words.fault), first ? say(words.parts[first.part]) : say(words.callSupervisor)],
        more: [
          ...(first ? codeLines(first.code, size.columns).map((line) => [line]) : []),
          ...others.flatMap((fault) => faultLines(fault, words, size.columns)),
          say(words.callSupervisor),
        ],
      };
    }
    case 'resting':
      return {
        main: [say(words.resting)],
        more: [
          say(words.nextIn, whole(view.minutesToNext, words)),
          counted(words.slidesDone, view.slidesDone, whole(view.slidesDone, words), language),
          ...statusLines(status, words),
        ],
      };
    case 'battery-low':
      return {
        main: [say(words.batteryLow), say(words.chargeIt)],
        more: view.charge === undefined ? [] : [say(words.battery, percentOf(view.charge))],
      };
    case 'powering-off':
      return {
        main: [say(view.why === 'battery' ? words.batteryEmpty : words.pleaseWait), say(words.doNotUnplug)],
        more: [],
      };
    default:
      return unreachable(view);
  }
}

function countingContent(
  view: Extract<View, { screen: 'counting' }>,
  language: Language,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Content {
  const words = wordsOf(language);
  const { tally, share } = view;
  const fields = counted(words.fields, tally.fields, whole(tally.fields, words), language);
  const redCells = counted(words.redCells, tally.redCells, whole(tally.redCells, words), language);
  const estimate = share ? shareWithInterval(share, words) : wordings(words.noShareYet);
  const label: Line[] = [
    ...(view.resumed ? [wordings(words.resumed)] : []),
    [cutMiddle(displayable(view.label), columns)],
  ];
  const activity =
    view.activity === 'focus' && view.blur !== undefined
      ? focusBar(wordings(words.activities.focus)[0] ?? '', view.blur, view.mostBlur, columns)
      : wordings(words.activities[view.activity]);
  return rows >= 4
    ? { main: [redCells, estimate], heads: [redCells, fields, ...label], more: [activity] }
    : { main: [activity], more: [redCells, estimate, fields, ...label] };
}

/** The bar is full when the view is sharp enough to be taken, and empties as the blur reaches four times that. */
export function focusBar(word: string, blur: number, mostBlur: number, columns: number): Line {
  const length = columns - cells(word) - 1;
  const sharpness = blur <= mostBlur ? 1 : Math.max(0, (4 * mostBlur - blur) / (3 * mostBlur));
  const full = sharpness >= 1 ? length : Math.min(length - 1, Math.floor(sharpness * length));
  return [`${word} ${barFull.repeat(full)}${barEmpty.repeat(length - full)}`];
}

function labelled(phrase: Phrase, label: string, columns: number): Line {
  const shortest = wordings(phrase).at(-1) ?? '{}';
  const room = columns - cells(shortest.replace('{}', ''));
  return [...wordings(phrase, label), `> ${label}`, shortest.replace('{}', cutMiddle(label, room))];
}

function faultLines({ part, code }: ShownFault, words: Words, columns: number): Line[] {
  const name = wordings(words.parts[part]);
  const titled = wordings(words.fault).flatMap((fault) => name.map((text) => `${fault}: ${text}`));
  return [[...titled, ...name.map((text) => `! ${text}`)], ...codeLines(code, columns).map((line) => [line])];
}

/** Troubles of sending that pass by themselves, or that nobody at the device can do anything about. */
const WAITED_OUT: readonly string[] = [
  'broker-unreachable',
  'broker-timeout',
  'connection-lost',
  'not-connected',
  'not-acknowledged',
];

/** What keeps results from being sent: a fault where somebody must act, a word where it is only waited for. */
function sendingLines({ waitingToSend, sendingTrouble }: ShownStatus, words: Words, columns: number): Line[] {
  if (sendingTrouble === undefined || waitingToSend === undefined || waitingToSend === 0) return [];
  if (WAITED_OUT.includes(sendingTrouble)) return [wordings(words.noAnswer)];
  return [
    ...faultLines({ part: 'sending', code: sendingTrouble, stopsCounting: false }, words, columns),
    wordings(words.callSupervisor),
  ];
}

function statusLines({ battery, waitingToSend, putAside, clockTrusted }: ShownStatus, words: Words): Line[] {
  const lines: Line[] = [];
  if (battery?.charge !== undefined) lines.push(wordings(words.battery, percentOf(battery.charge)));
  if (battery?.minutesLeft !== undefined && !battery.charging) {
    const minutes = Math.max(0, battery.minutesLeft);
    // Rounded down: time that is promised must be there.
    lines.push(
      minutes >= 60
        ? wordings(words.hoursLeft, whole(Math.floor(minutes / 60), words))
        : wordings(words.minutesLeft, whole(Math.floor(minutes), words)),
    );
  }
  if (!clockTrusted) lines.push(wordings(words.clockNotSet));
  if (waitingToSend !== undefined && waitingToSend > 0)
    lines.push(wordings(words.toSend, whole(waitingToSend, words)));
  if (putAside !== undefined)
    lines.push(wordings(words.notTaken, whole(putAside, words)), wordings(words.callSupervisor));
  if (waitingToSend === 0 && putAside === undefined) lines.push(wordings(words.allSent));
  return lines;
}

function percentOf(charge: number): string {
  return `${Math.floor(charge * 100)}%`;
}
