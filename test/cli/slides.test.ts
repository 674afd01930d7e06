import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countDocument } from '../../src/report/count-document.js';
import { slidesDocument } from '../../src/report/slides-document.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { momentNumber, slideStart } from '../store/fixtures.js';
import { fieldJpeg } from './pictures.js';
import { ringform, scratchFolder } from './run.js';

async function counted(label: string, ...more: string[]): Promise<string> {
  const folder = scratchFolder();
  writeFileSync(path.join(folder, 'field.jpg'), await fieldJpeg());
  const { code } = await ringform(['count', 'field.jpg', '-o', 'data', '--label', label, ...more], folder);
  expect(code).toBe(0);
  return folder;
}

describe('the slides that ringform count left behind', () => {
  it('are listed, and reported as they were counted', async () => {
    const folder = await counted('=1+1 <b>', '--keep-frames', '50', '--json');
    const table = await ringform(['slides', '-o', 'data'], folder);
    expect(table.code).toBe(0);
    expect(table.stdout).toContain('=1+1 <b>');
    const csv = await ringform(['slides', '-o', 'data', '--csv'], folder);
    expect(csv.stdout).toMatch(/\n'=1\+1 <b>,/);

    const json = await ringform(['report', '=1+1 <b>', '-o', 'data', '--json'], folder);
    const document = countDocument.parse(JSON.parse(json.stdout));
    const [kept] = readdirSync(path.join(folder, 'data/slides'));
    const before = countDocument.parse(
      JSON.parse(readFileSync(path.join(folder, 'data/slides', kept, 'result.json'), 'utf8')),
    );
    expect(document).toEqual({ ...before, slide: { ...before.slide, report: null } });

    const report = await ringform(['report', document.slide.id.slice(0, 8), '-o', 'data'], folder);
    expect(report.code).toBe(0);
    expect(report.stdout.trim()).toBe(before.slide.report);
    const page = readFileSync(report.stdout.trim(), 'utf8');
    expect(page).toContain('=1+1 &lt;b&gt;');
    expect(page).toContain(`<h1>${document.result.wording[0]}</h1>`);
    expect(page.match(/loading="lazy" src="data:image\/jpeg/g)).toHaveLength(1);
  });

  it('are reported into a file that is named, and nowhere else', async () => {
    const folder = await counted('a');
    const [kept] = readdirSync(path.join(folder, 'data/slides'));
    const own = path.join(folder, 'data/slides', kept, 'report.html');
    const before = statSync(own).mtimeMs;
    const { stdout } = await ringform(['report', 'a', '-o', 'data', '--html', 'mine.html', '--json'], folder);
    expect(countDocument.parse(JSON.parse(stdout)).slide.report).toBe(path.join(folder, 'mine.html'));
    expect(readFileSync(path.join(folder, 'mine.html'), 'utf8')).toContain('</html>');
    expect(statSync(own).mtimeMs).toBe(before);
    const refused = await ringform(['report', 'a', '-o', 'data', '--html', 'data'], folder);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('html-not-a-file');
  });

  it('are told apart by their ids when their labels are the same, and nearly named ones are suggested', async () => {
    const folder = await counted('twin');
    await ringform(['count', 'field.jpg', '-o', 'data', '--label', 'twin', '-q'], folder);
    const list = slidesDocument.parse(
      JSON.parse((await ringform(['slides', '-o', 'data', '--json'], folder)).stdout),
    );
    const twins = await ringform(['report', 'twin', '-o', 'data'], folder);
    expect(twins.code).toBe(2);
    for (const { id } of list.slides) expect(twins.stderr).toContain(id);
    const near = await ringform(['report', 'twni', '-o', 'data'], folder);
    expect(near.code).toBe(2);
    expect(near.stderr).toContain('Did you mean twin?');
    const one = await ringform(['slides', '-o', 'data', '--limit', '1'], folder);
    expect(one.stdout).toContain(list.slides[0].id.slice(0, 8));
    expect(one.stdout).not.toContain(list.slides[1].id.slice(0, 8));
    expect(one.stdout).toContain('there are more');
  });
});

describe('the slides that ringform run left behind', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'ringform-slides-'));
    const slide = { slide: { seed: 7, parasitaemia: 0.05 }, endAfterFields: 3 };
    const scenario = {
      person: {
        slides: [
          { atMinute: 0.2, ...slide },
          { atMinute: 3, ...slide },
        ],
        powerOffAtEnd: true,
      },
    };
    writeFileSync(path.join(folder, 'day.yaml'), JSON.stringify(scenario));
    const sets = ['camera.width=640', 'camera.height=480', 'display.kind=none'].flatMap((set) => [
      '--set',
      set,
    ]);
    const { code, stderr } = await ringform(
      ['run', '--virtual', 'day.yaml', '--virtual-time', '-o', 'data', ...sets],
      folder,
    );
    expect(code, stderr).toBe(0);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are listed newest first, with date, state and battery', async () => {
    const { stdout, code } = await ringform(['slides', '-o', 'data', '--json'], folder);
    expect(code).toBe(0);
    const { slides } = slidesDocument.parse(JSON.parse(stdout));
    expect(slides.map(({ label }) => label)).toEqual(['0002', '0001']);
    for (const { begun, state, power, fields, result } of slides) {
      expect(begun).toMatchObject({ trust: 'rtc' });
      expect(begun.words).toMatch(/^2026-03-02 07:3\d UTC$/);
      expect(state).toBe('accepted');
      expect(power?.millivolts).toBeGreaterThan(3000);
      expect(fields).toBeGreaterThanOrEqual(3);
      expect(result?.stopped).toBe('ended-early');
    }
    const table = await ringform(['slides', '--set', 'storage.dataFolder=data'], folder);
    expect(table.stdout).toMatch(/0002 .*2026-03-02 07:3\d UTC .*accepted/);
  });

  it('get a page with close-ups, fields, battery and the rates they were judged by', async () => {
    const { stdout, code } = await ringform(['report', '0001', '-o', 'data'], folder);
    expect(code).toBe(0);
    const page = readFileSync(stdout.trim(), 'utf8');
    expect(path.dirname(stdout.trim())).toMatch(/slides\/0001-[0-9a-f]{8}$/);
    expect(page.match(/loading="lazy" src="data:image\/jpeg/g)?.length).toBeGreaterThanOrEqual(3);
    expect(page).toMatch(/\d\.\d\d V, \d+ %, normal/);
    expect(page).toMatch(/<dt>Sensitivity<\/dt><dd>\d+ %/);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });
});

describe('a data folder', () => {
  it('that is not there is not made', async () => {
    const folder = await counted('x');
    for (const command of [['slides'], ['report', 'x']]) {
      const { code, stderr } = await ringform([...command, '-o', 'dtaa'], folder);
      expect(code).toBe(2);
      expect(stderr).toContain('no-data');
    }
    expect(existsSync(path.join(folder, 'dtaa'))).toBe(false);
  });

  it('with an open slide says that it is still counting', async () => {
    const folder = scratchFolder();
    const store = await SqliteSlideStore.open(path.join(folder, 'ringform.sqlite'));
    await store.startSlide({ ...slideStart(1), label: 'evil\u001b[2J', at: momentNumber(0) });
    await store.close();
    const list = await ringform(['slides', '-o', '.'], folder);
    expect(list.stdout).toMatch(/open .*still counting/);
    expect(list.stdout).not.toContain('\u001b');
    const { stdout, code } = await ringform(['report', slideStart(1).id, '-o', '.'], folder);
    expect(code).toBe(0);
    expect(readFileSync(stdout.trim(), 'utf8')).toContain('<h1>Still counting: 0 red cells');
    const json = await ringform(['report', slideStart(1).id, '-o', '.', '--json'], folder);
    expect(json.code).toBe(2);
    expect(json.stderr).toContain('still-counting');
  });
});
