import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import {
  describeWithMosquitto,
  startMosquitto,
  type MosquittoSettings,
  type RunningMosquitto,
} from './mosquitto.js';

const once = { reconnectPeriod: 0, connectTimeout: 5000 } as const;

async function running(settings: MosquittoSettings): Promise<RunningMosquitto> {
  const broker = await startMosquitto(settings);
  onTestFinished(() => broker.close());
  return broker;
}

describeWithMosquitto('a private Mosquitto for tests', () => {
  it('takes anonymous clients on the loopback, and comes back after being killed', async () => {
    const broker = await running({});
    await (await connectAsync(broker.url, once)).endAsync();
    await broker.kill();
    await expect(connectAsync(broker.url, once)).rejects.toThrow();
    await broker.restart();
    await (await connectAsync(broker.url, once)).endAsync();
  });

  it('knows clients by their certificates', async () => {
    const broker = await running({ tls: true });
    const client = await connectAsync(broker.url, { ...once, ...(await broker.clientTls('collector')) });
    await client.endAsync();
    expect(broker.log()).toContain("u'collector'");
    const { ca } = await broker.clientTls('collector');
    await expect(connectAsync(broker.url, { ...once, ca })).rejects.toThrow();
  });

  it('keeps what it retained over a restart, unless told to forget', async () => {
    const broker = await running({ persistence: true });
    const client = await connectAsync(broker.url, once);
    await client.publishAsync('a', 'kept', { qos: 1, retain: true });
    await client.endAsync();
    const retained = async (): Promise<string | undefined> => {
      const reader = await connectAsync(broker.url, once);
      const heard: string[] = [];
      // What was retained comes before what is published after it.
      const end = new Promise<void>((resolve) =>
        reader.on('message', (topic, payload) => {
          if (topic === 'end') resolve();
          else heard.push(payload.toString());
        }),
      );
      await reader.subscribeAsync(['a', 'end'], { qos: 1 });
      await reader.publishAsync('end', 'end', { qos: 1 });
      await end;
      await reader.endAsync();
      return heard.at(0);
    };
    await broker.restart();
    expect(await retained()).toBe('kept');
    await broker.restart({ empty: true });
    expect(await retained()).toBeUndefined();
  });
});
