import { SystemClock } from '../../src/clock/system-clock.js';
import { MemoryBroker } from '../../src/broker/memory-broker.js';
import { linkContract } from './link.contract.js';

const forbidden = (topic: string): boolean => topic.startsWith('forbidden/');

const gone = (broker: MemoryBroker): Promise<void> => {
  broker.kill();
  return Promise.resolve();
};

for (const protocol of ['5', '3.1.1'] as const) {
  linkContract(`the broker in memory (${protocol})`, () => {
    const broker = new MemoryBroker(new SystemClock(), {
      ...{ wayMs: 1, protocol },
      mayPublish: (_client, topic) => !forbidden(topic),
      maySubscribe: (_client, filter) => !forbidden(filter),
    });
    return Promise.resolve({
      protocol,
      link: (client: string, keepsSession?: boolean) => broker.link(client, keepsSession),
      kill: () => gone(broker),
      start: () => {
        broker.start();
        return Promise.resolve();
      },
      close: () => gone(broker),
      refuses: true,
    });
  });
}
