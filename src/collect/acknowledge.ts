import { MOST_ACKNOWLEDGED, type Acknowledgement } from '../record/acknowledgement.js';
import { acknowledgementTopic, parseLaneTopic } from '../record/topics.js';
import type { Outcome } from '../registry/intake.js';

/** What became of a message of which id and hash could be read. */
export interface Answer {
  /** The one it came on. */
  readonly topic: string;
  readonly record: string;
  /** SHA-256 of its payload. */
  readonly hash: string;
  readonly outcome: Outcome;
}

/**
 * Answers as messages, one for each device, or several where one would not hold them: to the device whose topic a message came on, since that is who sent it as far as
 * the broker could tell. Answers to messages on other topics have no address and are left out. Pure.
 */
export function acknowledgementsOf(
  answers: readonly Answer[],
): readonly { readonly topic: string; readonly message: Acknowledgement }[] {
  const byTopic = new Map<string, { device: string; records: Acknowledgement['records'] }>();
  for (const { topic, record, hash, outcome } of answers) {
    const sender = parseLaneTopic(topic);
    if (!sender) continue;
    const address = acknowledgementTopic(sender.site, sender.device);
    const answer = byTopic.get(address) ?? { device: sender.device, records: [] };
    byTopic.set(address, answer);
    answer.records.push({
      id: record,
      hash,
      as: outcome.as,
      ...(outcome.as === 'quarantined' && { reason: outcome.reason }),
    });
  }
  return [...byTopic].flatMap(([topic, { device, records }]) =>
    Array.from({ length: Math.ceil(records.length / MOST_ACKNOWLEDGED) }, (_, i) => ({
      topic,
      message: {
        v: 1 as const,
        device,
        records: records.slice(i * MOST_ACKNOWLEDGED, (i + 1) * MOST_ACKNOWLEDGED),
      },
    })),
  );
}
