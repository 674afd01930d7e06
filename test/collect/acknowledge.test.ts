import { expect, it } from 'vitest';
import { acknowledgementsOf, type Answer } from '../../src/collect/acknowledge.js';
import { acknowledgement } from '../../src/record/acknowledgement.js';
import { acknowledgementTopic, laneTopic } from '../../src/record/topics.js';

const answers = (device: string, count: number): Answer[] =>
  Array.from({ length: count }, (_, i) => ({
    topic: laneTopic('kisumu', device, 'results'),
    record: `record.${i}`,
    hash: i.toString(16).padStart(64, '0'),
    outcome: { as: 'accepted' },
  }));

it('answers that waited for a connection go in as many messages as devices can read, none left out', () => {
  const [one, other] = ['rf-aaaaaaaaaaaa', 'rf-bbbbbbbbbbbb'];
  const messages = acknowledgementsOf([...answers(one, 2500), ...answers(other, 3)]);
  expect(messages.map(({ topic, message }) => [topic, message.records.length])).toEqual([
    ...[1000, 1000, 500].map((count) => [acknowledgementTopic('kisumu', one), count]),
    [acknowledgementTopic('kisumu', other), 3],
  ]);
  for (const { message } of messages) expect(acknowledgement.safeParse(message).success).toBe(true);
  const ids = messages.slice(0, 3).flatMap(({ message }) => message.records.map(({ id }) => id));
  expect(ids).toEqual(answers(one, 2500).map(({ record }) => record));
});

it('no answers, no messages; none to who sent on no topic of a device', () => {
  expect(acknowledgementsOf([])).toEqual([]);
  expect(acknowledgementsOf([{ ...answers('rf-aaaaaaaaaaaa', 1)[0], topic: 'elsewhere' }])).toEqual([]);
});
