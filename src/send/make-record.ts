import type { KeyObject } from 'node:crypto';
import { deviceIdOf, payloadHash, signMessage } from '../record/signature.js';
import type { ChainLink, MadeMessage, OutboxRow } from '../store/outbox.js';
import type { SlideStore } from '../store/slide-store.js';
import { composeBody, type ComposeSources } from './compose/compose-body.js';
import { wholeRecord } from './compose/whole-record.js';

/** How a row becomes what travels, once its place in the chain is known. */
export type Seal = (link: ChainLink) => MadeMessage;

/** Reads what a row is about; or says why there is nothing to send and never will be. Rejects with StorageError. */
export type PrepareRecord = (row: OutboxRow) => Promise<Seal | { readonly gone: string }>;

export interface RecordMaking {
  readonly store: ComposeSources['store'] & Pick<SlideStore, 'anchors'>;
  readonly readFile: ComposeSources['readFile'];
  /** Ed25519: signs, and names the device. */
  readonly key: KeyObject;
  /** Where the device stands now: of rows that were put in before anybody had told it. */
  readonly site: string;
  /** Version of the program. */
  readonly software: string;
}

/** Records as the wire format has them, signed by the device's key. */
export function recordMaker({ store, readFile, key, site, software }: RecordMaking): PrepareRecord {
  const device = deviceIdOf(key);
  return async (row) => {
    const composed = await composeBody(row, { store, readFile });
    if ('gone' in composed) return composed;
    const anchors = await store.anchors();
    const identity = { device, site: row.site ?? site };
    return (link) => {
      const payload = wholeRecord({ row, body: composed.body, link, identity, software, anchors });
      return { hash: payloadHash(payload), message: signMessage(payload, key), site: identity.site };
    };
  };
}
