import { describe, expect, it } from 'vitest';
import { matches } from '../../src/broker/topic-filter.js';
import { LANES } from '../../src/record/lanes.js';
import {
  acknowledgementFilter,
  acknowledgementTopic,
  laneTopic,
  parseLaneTopic,
} from '../../src/record/topics.js';

const device = 'rf-abcdefghij23';

describe('topics', () => {
  it('a device hears its acknowledgements of every site, and nobody else’s', () => {
    const filter = acknowledgementFilter(device);
    for (const site of ['kisumu-2', 'siaya'])
      expect(matches(filter, acknowledgementTopic(site, device))).toBe(true);
    expect(matches(filter, acknowledgementTopic('siaya', 'rf-aaaaaaaaaaaa'))).toBe(false);
    expect(() => acknowledgementFilter('+')).toThrow();
  });

  it.each(LANES)('of the lane %s say whose records they carry', (lane) => {
    expect(parseLaneTopic(laneTopic('kisumu-2', device, lane))).toEqual({ site: 'kisumu-2', device, lane });
  });

  it.each([
    acknowledgementTopic('kisumu-2', device),
    `ringform/2/kisumu-2/${device}/results`,
    `ringform/1/kisumu-2/${device}/results/more`,
    `ringform/1/Kisumu/${device}/results`,
    'ringform/1/kisumu-2/rf-short/results',
    '',
  ])('that are no lane are told: %s', (topic) => {
    expect(parseLaneTopic(topic)).toBeUndefined();
  });

  it.each(['+', '#', 'a/b', '', 'a'.repeat(41), '-a'])(
    'never carry a site that could reach elsewhere: %j',
    (site) => {
      expect(() => laneTopic(site, device, 'results')).toThrow();
    },
  );
});
