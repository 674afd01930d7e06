import { dateOf, type ClockAnchor } from '../../clock/dating.js';
import type { WireRecord } from '../../record/wire-record.js';
import { WIRE_VERSION } from '../../record/wire-record.js';
import type { ChainLink, OutboxRow } from '../../store/outbox.js';
import { fitLine, wireMoment } from './fit.js';

/** A record and all that goes around its body. */
export interface RecordParts {
  readonly row: Pick<OutboxRow, 'id' | 'lane' | 'kind' | 'sequence' | 'at'>;
  /** Of the row's kind; from `composeBody`. */
  readonly body: WireRecord['body'];
  readonly link: ChainLink;
  readonly identity: { readonly device: string; readonly site: string };
  /** Version of the program. */
  readonly software: string;
  /** Good clocks known by now. */
  readonly anchors: readonly ClockAnchor[];
}

/** A record's payload as it is signed and sent: UTF-8 JSON. */
export function wholeRecord({ row, body, link, identity, software, anchors }: RecordParts): Buffer {
  const record = {
    v: WIRE_VERSION,
    kind: row.kind,
    id: row.id,
    device: identity.device,
    site: identity.site,
    software: fitLine(software, 60),
    sequence: row.sequence,
    at: wireMoment(row.at),
    date: dateOf(row, anchors),
    chain: { lane: row.lane, number: link.number, previous: link.previous, store: link.store },
    body,
  };
  return Buffer.from(JSON.stringify(record));
}
