import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { openRegistry } from '../../src/registry/open-registry.js';
import { fillRegistry, fixtureDistrict } from '../supervise/pages/fixture.js';
import { ringform, scratchFolder } from './run.js';

const NOW = Date.UTC(2026, 10, 23);

/** A folder with a district's registry, and how many slides it holds. */
async function district(): Promise<{ folder: string; slides: number }> {
  const folder = scratchFolder();
  const registry = await openRegistry(path.join(folder, 'registry.sqlite'));
  const made = await fixtureDistrict(NOW);
  await fillRegistry(registry, made);
  let slides = 0;
  for (let before: string | undefined, more = true; more;) {
    const page = await registry.slides({}, { limit: 500, ...(before !== undefined && { before }) });
    slides += page.lines.length;
    before = page.next;
    more = before !== undefined;
  }
  await registry.close();
  return { folder, slides };
}

describe('ringform export', () => {
  it(
    'writes every slide, in the format asked, and notes it in the audit log',
    { timeout: 120_000 },
    async () => {
      const { folder, slides } = await district();
      const ask = (...args: string[]) =>
        ringform(['export', '--registry', 'registry.sqlite', ...args], folder);

      const csv = await ask('--to', 'slides.csv');
      expect(csv).toMatchObject({ code: 0, stdout: '' });
      const rows: Record<string, string>[] = parse(readFileSync(path.join(folder, 'slides.csv')), {
        columns: true,
        bom: true,
      });
      expect(rows).toHaveLength(slides);
      expect(new Set(rows.map((row) => row['slide'])).size).toBe(slides);

      const ndjson = await ask('--format', 'fhir-ndjson', '--site', 'lake');
      const resources = ndjson.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { resourceType: string });
      const ofLake = rows.filter((row) => row['site'] === 'lake').length;
      expect(ofLake).toBeGreaterThan(0);
      expect(resources.filter(({ resourceType }) => resourceType === 'DiagnosticReport')).toHaveLength(
        ofLake,
      );

      const bundle = await ask('--format', 'fhir', '--site', 'lake');
      expect(JSON.parse(bundle.stdout)).toMatchObject({ resourceType: 'Bundle', type: 'collection' });

      const registry = await openRegistry(path.join(folder, 'registry.sqlite'));
      const exports = (await registry.audit()).filter(({ what }) => what === 'export');
      await registry.close();
      expect(exports).toHaveLength(3);
      expect(exports[2].detail).toMatchObject({ format: 'csv' });
    },
  );

  it('says what a DHIS2 report leaves out', { timeout: 60_000 }, async () => {
    const { folder, slides } = await district();
    writeFileSync(
      path.join(folder, 'names.yaml'),
      'orgUnits: { lake: L_1 }\ncategoryOptionCombo: X_{age}_{sex}\n',
    );
    const done = await ringform(
      [
        'export',
        '--registry',
        'registry.sqlite',
        '--format',
        'dhis2',
        '--dhis2',
        'names.yaml',
        '--preliminary',
      ],
      folder,
    );
    expect(done.code).toBe(0);
    const { dataValues } = JSON.parse(done.stdout) as {
      dataValues: { value: string; dataElement: string }[];
    };
    const [cases, all] = /^(\d+) of (\d+) slides/.exec(done.stderr)?.slice(1).map(Number) ?? [];
    expect(all).toBe(slides);
    const tested = dataValues
      .filter(({ dataElement }) => dataElement === 'MAL_CASES_TEST_MICR')
      .reduce((sum, { value }) => sum + Number(value), 0);
    expect(tested).toBe(cases);
    const left = [...done.stderr.matchAll(/left out: (\d+)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    expect(cases + left).toBe(slides);
  });

  it.each([
    [['--format', 'dhis2'], 'dhis2-settings'],
    [['--format', 'dhis2', '--dhis2', 'none.yaml'], 'dhis2-settings'],
    [['--to', 'nowhere/slides.csv'], 'disk-missing'],
  ])('refuses %j in plain words', async (args, code) => {
    const folder = scratchFolder();
    const done = await ringform(['export', '--registry', 'registry.sqlite', ...args], folder);
    expect(done.code).toBeGreaterThan(1);
    expect(done.stderr).toContain(`[${code}]`);
  });

  it('refuses a day that is none', async () => {
    const done = await ringform(['export', '--from', '2026-3-1'], scratchFolder());
    expect(done).toMatchObject({ code: 2 });
    expect(done.stderr).toContain('a day such as');
  });
});
