import { dateOf, type ClockAnchor, type Dated } from '../clock/dating.js';
import type { CheckOutcome } from '../doctor/check.js';
import { LANES, type Lane } from '../record/lanes.js';
import { wordsOf } from '../report/date-words.js';
import type { SenderMemory } from '../send/memory.js';
import type { OutboxRow, OutboxTotals } from '../store/outbox.js';
import { printable } from './printable.js';
import { troubleWords } from './sending-trouble.js';
import { textTable } from './text-table.js';

/** What is known of an outbox at a moment. */
export interface OutboxFacts {
  readonly totals: OutboxTotals;
  readonly refused: readonly (OutboxRow & { readonly reason: string })[];
  /** The first that would go, of each lane that has one. */
  readonly oldest: readonly OutboxRow[];
  readonly anchors: readonly ClockAnchor[];
  readonly memory: SenderMemory;
  /** Whether the configuration lets anything be sent. */
  readonly enabled: boolean;
  /** How the certificate for the broker stands; absent where none is asked for. */
  readonly certificate?: CheckOutcome;
}

const LANE_WORDS: Readonly<Record<Lane, string>> = {
  results: 'results',
  health: 'health',
  thumbnails: 'pictures',
};
/** Refused records that are listed; the document has them all. */
const LISTED = 20;

/** What a person at the device can know of a reason; the others are the administrator's to look into. */
const ASIDE_WORDS: Readonly<Record<string, string>> = {
  'revoked-device': 'the supervisor shut this device out. If that is a mistake, ask them to let it in again.',
  'unknown-device': 'the supervisor’s registry does not know this device: ask them to approve it there.',
};

/** An outbox as a person reads it. */
export function outboxWords(facts: OutboxFacts): string {
  const { totals, refused, oldest, anchors, memory, enabled } = facts;
  const rows = LANES.map((lane) => {
    const first = oldest.find((row) => row.lane === lane);
    return [
      LANE_WORDS[lane],
      String(totals.waiting[lane]),
      first ? wordsOf(dateOf(first, anchors), first.at) : '',
    ];
  });
  const lost = droppedNumbers(totals);
  const lines = [
    textTable(['lane', 'waiting', 'oldest'], rows, ' >'),
    '',
    `All of it takes ${sizeWords(totals.bytes)}.`,
    memory.lastTaken === undefined
      ? 'Nothing was ever acknowledged by a collector.'
      : `Last acknowledged by a collector: ${wordsOf(takenAt(memory.lastTaken, anchors), memory.lastTaken)}.`,
    ...(memory.trouble === undefined
      ? []
      : [`The last attempt to send failed: ${troubleWords(memory.trouble)}`]),
    ...(lost + totals.droppedUnsealed === 0
      ? []
      : [
          `Given up for want of room or content: ${lost + totals.droppedUnsealed} records, none of them results.`,
        ]),
    ...certificateLines(facts.certificate),
    ...(enabled
      ? []
      : [
          'Sending is not set up: sync.enabled is false. What waits stays; ringform enroll --help tells how to begin.',
        ]),
  ];
  if (refused.length > 0) {
    // Results first, whatever of health and pictures came before them.
    const listed = LANES.flatMap((lane) => refused.filter((row) => row.lane === lane))
      .slice(0, LISTED)
      .map((row) => [row.id, row.kind, printable(row.reason), wordsOf(dateOf(row, anchors), row.at)]);
    lines.push('', `Put aside by the other side, not sent again by themselves: ${refused.length}`);
    lines.push(textTable(['id', 'kind', 'reason', 'of'], listed, ''));
    if (refused.length > LISTED) lines.push(`… and ${refused.length - LISTED} more: --json has all`);
    for (const [reason, means] of Object.entries(ASIDE_WORDS))
      if (refused.some((row) => row.reason === reason)) lines.push(`${reason}: ${means}`);
    lines.push('An administrator sees them there, too. Once the reason is mended: ringform outbox retry');
  }
  return `${lines.join('\n')}\n`;
}

function certificateLines(certificate: CheckOutcome | undefined): readonly string[] {
  if (certificate === undefined) return [];
  const { said } = certificate;
  if (certificate.state !== 'failed') return [`${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`];
  return [`${certificate.mild === true ? 'Soon to do' : 'CANNOT SEND'}: ${said}`, `  ${certificate.remedy}`];
}

/** The same as a document. */
export function outboxDocument(version: string, facts: OutboxFacts): unknown {
  const { totals, refused, oldest, anchors, memory, enabled } = facts;
  const about = (row: OutboxRow): unknown => ({
    id: row.id,
    lane: row.lane,
    kind: row.kind,
    date: dateOf(row, anchors),
    at: row.at,
  });
  return {
    ringform: version,
    enabled,
    waiting: totals.waiting,
    bytes: totals.bytes,
    oldest: oldest.map(about),
    refused: refused.map((row) => ({ ...(about(row) as object), reason: row.reason })),
    dropped: { numbered: totals.dropped, unnumbered: totals.droppedUnsealed },
    lastAcknowledged: memory.lastTaken
      ? { at: memory.lastTaken, date: takenAt(memory.lastTaken, anchors) }
      : null,
    trouble: memory.trouble ?? null,
    ...(facts.certificate && { certificate: facts.certificate }),
  };
}

/** Only clocks of the same boot can date what has no number in the order of events. */
function takenAt(at: NonNullable<SenderMemory['lastTaken']>, anchors: readonly ClockAnchor[]): Dated {
  return dateOf(
    { sequence: Number.MAX_SAFE_INTEGER, at },
    anchors.filter((anchor) => anchor.at.bootId === at.bootId),
  );
}

function droppedNumbers({ dropped }: OutboxTotals): number {
  return dropped.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
