import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedBroker, type Refusal } from '../../src/broker/embedded/embedded-broker.js';
import { isKnownKind, mayPublish, maySubscribe } from '../../src/broker/embedded/access.js';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import { clientTls, testAuthority } from '../support/mosquitto.js';
import { brokerAccessContract } from './access.contract.js';

describe('the embedded broker', () => {
  brokerAccessContract(async () => {
    const authority = await testAuthority();
    return { authority, ...(await startEmbeddedBroker({ authority, nowMs: Date.now() })) };
  });

  it('ends the connections that there are when it closes, and says what it refused', async () => {
    const authority = await testAuthority();
    const refusals: Refusal[] = [];
    const broker = await startEmbeddedBroker({
      ...{ authority, nowMs: Date.now(), onRefusal: (refusal) => void refusals.push(refusal) },
    });
    const device = 'rf-aaaaaaaaaaaa';
    const tls = await clientTls(authority, device);
    const link = new MqttLink({ url: broker.url, clientId: 'x', tls });
    onTestFinished(() => link.disconnect(100));
    await link.connect();
    expect(link.state).toEqual({ state: 'up', protocol: '3.1.1' });
    await expect(link.subscribe('#')).rejects.toMatchObject({ code: 'subscription-refused' });
    expect(refusals).toContainEqual({ user: device, what: 'a subscription to #' });
    const down = new Promise<void>((resolve) =>
      link.onState(({ state }) => {
        if (state === 'down') resolve();
      }),
    );
    await broker.close();
    await broker.close();
    await down;
    await expect(link.connect()).rejects.toMatchObject({ code: 'broker-unreachable' });
  });
});

describe('its access list', () => {
  it('knows devices and collectors by their names alone', () => {
    for (const name of ['collector', 'collector-2', 'collector-14', 'rf-abcdefghijk2'])
      expect(isKnownKind(name), name).toBe(true);
    for (const name of ['', 'collectors', 'collector-0', 'collector-', 'rf-abc', '+', '#', 'RF-ABCDEFGHIJKL'])
      expect(isKnownKind(name), name).toBe(false);
  });

  it('takes no wildcard for a device', () => {
    expect(mayPublish('+', 'ringform/1/x/+/results')).toBe(false);
    expect(maySubscribe('+', 'ringform/1/+/+/ack')).toBe(true);
    expect(isKnownKind('+')).toBe(false);
    expect(maySubscribe('rf-aaaaaaaaaaaa', 'ringform/1/+/rf-aaaaaaaaaaaa/ack')).toBe(true);
    expect(maySubscribe('rf-aaaaaaaaaaaa', 'ringform/1/+/+/ack')).toBe(false);
    expect(maySubscribe('collector', '#')).toBe(false);
    expect(mayPublish('collector', 'ringform/1/x/y/ack')).toBe(false);
  });
});
