import type { Log } from '../service/log.js';
import type { Fate } from './take-batch.js';

/** A topic may be as long as 64 KB. */
const MOST_OF_TOPIC = 200;

/** Says what was put aside and why, one line for all of one device and reason: a flood of messages must not become one of lines. */
export function logFates(log: Log, fates: readonly Fate[]): void {
  const groups = new Map<string, { readonly first: Fate; readonly reason: string; messages: number }>();
  for (const fate of fates) {
    if (fate.outcome.as !== 'quarantined') continue;
    const { reason } = fate.outcome;
    const key = `${reason} ${fate.device ?? fate.topic}`;
    const group = groups.get(key) ?? { first: fate, reason, messages: 0 };
    groups.set(key, group);
    group.messages++;
  }
  for (const { first, reason, messages } of groups.values()) {
    const { topic, device, record, detail } = first;
    log.warn('put aside', { reason, device, record, detail, topic: topic.slice(0, MOST_OF_TOPIC), messages });
  }
}
