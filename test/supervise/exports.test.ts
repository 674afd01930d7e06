import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportPages, LIST_EXPORTS, slideExport } from '../../src/supervise/exports/export-pages.js';
import { buildServer } from '../../src/supervise/server.js';
import { PlainBrowser, serveDistrict, type ServedDistrict } from './pages/served.js';

let served: ServedDistrict;
let app: FastifyInstance;
beforeAll(async () => {
  served = await serveDistrict();
  app = await buildServer({ ...served.parts, pages: [exportPages] });
}, 60_000);
afterAll(async () => {
  await app.close();
  await served.close();
});

describe('files to take away from the pages', () => {
  it('are the list as it is filtered, and who took them is in the audit log', async () => {
    const browser = await new PlainBrowser(app).login('viewer');
    const answer = await browser.get(`${LIST_EXPORTS.csv}?site=lake&standing=positive`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.headers['content-disposition']).toMatch(
      /^attachment; filename="ringform-slides-[\d-]+\.csv"$/,
    );
    const { lines } = await served.registry.slides({ site: 'lake', standing: 'positive' }, { limit: 1000 });
    const rows = answer.body.trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.slice(0, 32))).toEqual(lines.map(({ slide }) => slide));
    const [entry] = await served.registry.audit({ limit: 1 });
    expect(entry).toMatchObject({ who: 'viewer', what: 'export', detail: { format: 'csv', site: 'lake' } });
  });

  it('are one slide as FHIR', async () => {
    const browser = await new PlainBrowser(app).login('viewer');
    const { severe } = served.district.slides;
    const answer = await browser.get(slideExport(severe));
    expect(answer.headers['content-type']).toContain('application/fhir+json');
    expect(answer.json()).toMatchObject({ resourceType: 'Bundle' });
    expect(answer.body).toContain(severe);
    expect((await browser.get(slideExport('0'.repeat(32)))).statusCode).toBe(404);
  });

  it('are nobody’s without a login', async () => {
    for (const url of [
      LIST_EXPORTS.csv,
      LIST_EXPORTS['fhir-ndjson'],
      slideExport(served.district.slides.severe),
    ]) {
      const answer = await app.inject({ url });
      expect(answer.statusCode).toBeGreaterThanOrEqual(300);
      expect(answer.body).not.toContain(served.district.slides.severe.slice(0, 8));
    }
  });
});
