import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarioSchema } from '../../src/virtual/scenario.js';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/virtual-device.md'), 'utf8');

/** Names of all keys anywhere in a JSON schema. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

describe('a scenario', () => {
  it('may be empty: a device that nobody comes to', () => {
    expect(scenarioSchema.parse({})).toMatchObject({ charge: 0.9, happenings: [], clockTrust: 'rtc' });
  });

  it('refuses keys and faults that there are not', () => {
    for (const wrong of [
      { persons: {} },
      { happenings: [{ atMinute: 1, camera: 'sleepy' }] },
      { happenings: [{ camera: 'dead' }] },
      { person: { slides: [{ slide: { seed: 1, parasitaemia: 2 } }] } },
      { person: { slides: [{ slide: { seed: 1, parasitaemia: 0 }, badStops: { first: 'empty' } }] } },
      { wallClock: 'this morning' },
    ]) {
      expect(scenarioSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it('has every key described in the page on the virtual device, and the page’s examples are scenarios', () => {
    const keys = new Set(keysOf(z.toJSONSchema(scenarioSchema, { io: 'input' })));
    expect(keys.size).toBeGreaterThan(20);
    for (const key of keys) expect(page).toContain(`\`${key}\``);
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      expect(scenarioSchema.safeParse(parse(text)).error?.message).toBeUndefined();
    }
  });
});
