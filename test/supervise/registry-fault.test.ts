import { expect, it, onTestFinished } from 'vitest';
import { supervisorPages } from '../../src/supervise/pages/pages.js';
import { WireDevice } from '../registry/wire-device.js';
import { said, testServer } from './security-fixture.js';

it('whoever looks is told at once that the database takes nothing, and why', async () => {
  const server = await testServer({}, (registry) => ({
    pages: [supervisorPages],
    registry: {
      ...registry,
      // What the registry says of itself on a full disk is tested there.
      alerts: () =>
        Promise.resolve([
          {
            kind: 'registry-fault',
            site: '',
            sinceMs: Date.UTC(2026, 10, 20, 9),
            facts: { code: 'disk-full' },
          },
        ]),
    },
  }));
  onTestFinished(() => server.close());
  await server.registry.enrol(new WireDevice().enrolment, server.nowMs);
  const viewer = await server.browser('amina', 'viewer', 'en');
  expect(said(await viewer.get('/'))).toMatch(/The database takes nothing disk-full · 30/);
  const all = await viewer.get('/alerts');
  expect(said(all)).toMatch(
    /At once The database takes nothing 1 Nothing is lost: devices keep their results/,
  );
  expect(all.body).toContain('href="/alerts#registry-fault"');
});
