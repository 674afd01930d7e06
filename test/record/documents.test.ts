import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { acknowledgement } from '../../src/record/acknowledgement.js';
import { wireDocuments } from '../../src/record/documents.js';
import { RECORD_KINDS } from '../../src/record/lanes.js';
import { deviceIdOf, payloadHash, splitMessage } from '../../src/record/signature.js';
import { parseLaneTopic } from '../../src/record/topics.js';
import { wireRecord } from '../../src/record/wire-record.js';

const docs = join(import.meta.dirname, '../../docs');
const names = [...RECORD_KINDS, 'acknowledgement'];

describe('the JSON Schemas in docs/wire say what the program says (else: node scripts/docs.mjs)', () => {
  it('one for each kind of record, and the acknowledgement', () => {
    expect(Object.keys(wireDocuments).sort()).toEqual([...names].sort());
    expect(readdirSync(join(docs, 'wire')).sort()).toEqual(names.map((name) => `${name}.schema.json`).sort());
  });

  it.each(names)('%s', (name) => {
    const written: unknown = JSON.parse(readFileSync(join(docs, 'wire', `${name}.schema.json`), 'utf8'));
    expect(written).toEqual(z.toJSONSchema(wireDocuments[name]));
  });

  it('with room for fields of later versions in every object', () => {
    const objects: unknown[] = [];
    const look = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('properties' in schema) objects.push((schema as Record<string, unknown>)['additionalProperties']);
      Object.values(schema).forEach(look);
    };
    for (const document of Object.values(wireDocuments)) look(z.toJSONSchema(document));
    expect(objects.length).toBeGreaterThan(60);
    expect(new Set(objects.map((rest) => JSON.stringify(rest)))).toEqual(new Set(['{}']));
  });
});

describe('the examples of docs/wire.md', () => {
  const text = readFileSync(join(docs, 'wire.md'), 'utf8');
  const block = (language: string): string => {
    const found = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(text)?.[1];
    if (found === undefined) throw new Error(`there is no example in ${language}`);
    return found;
  };
  const message = Buffer.from(block('message'));

  it('are a message that verifies, of the device that its key names', () => {
    const key = createPublicKey(block('pem'));
    const split = splitMessage(message);
    expect(split?.verifiedBy(key)).toBe(true);
    expect(split?.signedBy).toBe(deviceIdOf(key));
    const record = wireRecord.parse(JSON.parse(String(split?.payload)));
    expect(record.device).toBe(deviceIdOf(key));
    const topic = parseLaneTopic(block('topic'));
    expect(topic).toEqual({ site: record.site, device: record.device, lane: record.chain.lane });
  });

  it('are its acknowledgement', () => {
    const split = splitMessage(message);
    const { device, records } = acknowledgement.parse(JSON.parse(block('json')));
    const record = wireRecord.parse(JSON.parse(String(split?.payload)));
    expect(device).toBe(record.device);
    expect(records).toEqual([{ id: record.id, hash: payloadHash(split!.payload), as: 'accepted' }]);
  });
});
