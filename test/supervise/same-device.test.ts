import { expect, it, onTestFinished } from 'vitest';
import { retake } from '../../src/collect/retake.js';
import { WireDevice, momentAt, resultOf, slideId } from '../registry/wire-device.js';
import { said, testServer, type TestServer } from './security-fixture.js';

async function started(): Promise<TestServer> {
  const server = await testServer({}, (registry) => ({
    retake: (number, by) =>
      retake(registry, { moment: () => ({ ...momentAt(500), trust: 'network' as const }) }, number, by),
  }));
  onTestFinished(() => server.close());
  return server;
}

it('an administrator says that two identities are one device, and what it said meanwhile is taken in', async () => {
  const { registry, browser, nowMs } = await started();
  const [old, fresh, stranger] = [new WireDevice(), new WireDevice('kisumu', 'B'), new WireDevice()];
  for (const device of [old, fresh, stranger]) await registry.enrol(device.enrolment, nowMs);
  const later = { revision: 2, result: resultOf('unclear') };
  await registry.take([old.slide(1), old.slide(2)]);
  await registry.take([fresh.slide(1, later), fresh.slide(2, later), stranger.slide(1, later)]);
  const [strange, second, first] = await registry.quarantine();
  const boss = await browser('boss', 'admin');
  const page = `/admin/quarantine/${first.number}`;
  const asked = said(await boss.get(page));
  expect(asked).toContain('If the device got a new key, say so below');
  expect(asked).toContain(`Then ${fresh.id} is what Bench 1 (${old.id}) was.`);

  const answer = await boss.send(page, `${page}/same-device`);
  expect(answer.statusCode).toBe(303);
  expect(said(await boss.get(answer.headers.location!))).toContain('Taken in. It now counts');
  for (const n of [1, 2])
    expect((await registry.slide(slideId(n)))!.line).toMatchObject({ standing: 'unclear', device: old.id });
  const left = await registry.quarantine({ settled: false });
  expect(left.map(({ number }) => number)).toEqual([strange.number]);
  expect((await registry.quarantine({ settled: true }))[0]).toMatchObject({
    ...{ number: second.number, settled: { how: 'taken', by: 'boss' } },
  });
  expect(said(await boss.get('/admin/audit'))).toContain('Two identities linked as one device');

  // The stranger is asked about with the identity that the slide's device has now; and the first is not asked about again.
  expect(said(await boss.get(`/admin/quarantine/${strange.number}`))).toContain(
    `Then ${stranger.id} is what B (${fresh.id}) was.`,
  );
  const again = await boss.post(`${page}/same-device`, {
    token: /name="token" value="([^"]+)"/.exec((await boss.get('/admin/quarantine')).body)![1],
  });
  expect(said(again)).toContain('Nobody asks this of this message any more.');
});

it('only an administrator is asked, and only of another device’s slide', async () => {
  const { registry, browser, nowMs } = await started();
  const device = new WireDevice();
  await registry.enrol(device.enrolment, nowMs);
  await registry.putAside([
    {
      ...{ reason: 'other-device', detail: '', topic: 't', device: device.id },
      ...{ message: Buffer.from('no record'), bytes: 9, receivedAtMs: nowMs },
    },
  ]);
  const boss = await browser('boss', 'admin');
  expect((await boss.get('/admin/quarantine/1')).body).not.toContain('same-device');
  const reviewer = await browser('amina', 'reviewer');
  expect((await reviewer.send('/', '/admin/quarantine/1/same-device')).statusCode).toBe(403);
});
