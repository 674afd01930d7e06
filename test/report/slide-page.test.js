import { describe, expect, it } from 'vitest';
import { slideResult } from '../../src/counting/slide-result.js';
import { addField, emptyTally } from '../../src/counting/tally.js';
import { countDocument, toCountDocument } from '../../src/report/count-document.js';
import { slidePage } from '../../src/report/slide-page.js';
const rate = (value) => ({
    value,
    low: value / 2,
    high: value * 1.5,
    patients: 30,
    cells: 3000,
    alpha: 50 * value,
    beta: 50 * (1 - value),
});
const model = {
    name: 'test net',
    sha256: 'ab'.repeat(32),
    crop: { size: 48, diameter: 36, convention: 'x' },
    threshold: 0.5,
    sensitivity: rate(0.6),
    falsePositiveRate: rate(0.01),
    trainedOnPatients: [],
};
const hostile = `<script>alert('x')</script>&"`;
const field = {
    ordinal: 0,
    name: `${hostile}.jpg`,
    width: 100,
    height: 80,
    accepted: true,
    quality: { ok: true, findings: [{ check: 'focus', value: 1, ok: true }] },
    seenBefore: 0,
    usableArea: { shape: 'full' },
    cellDiameter: 20,
    redCells: 2000,
    infected: 100,
    cells: [
        {
            box: { x: 1, y: 2, width: 3, height: 4 },
            kind: 'red',
            counted: true,
            score: 0.123456789,
            infected: false,
        },
        { box: { x: 1, y: 2, width: 3, height: 4 }, kind: 'white', counted: false, score: null, infected: null },
    ],
    timing: { imagingMs: 1, classifyMs: 2 },
};
function content(infected) {
    const tally = addField(emptyTally, { redCells: 2000, infected });
    const result = slideResult(tally, {
        sensitivity: model.sensitivity,
        falsePositiveRate: model.falsePositiveRate,
        stopped: 'no-more-fields',
    });
    return {
        title: hostile,
        slideId: 'id',
        writtenAt: '2026-01-01T00:00:00Z',
        result,
        model,
        fields: [field],
        unreadable: [{ ordinal: 1, name: hostile, code: 'x', message: hostile, remedy: hostile }],
        overlays: new Map([[0, { dataUri: 'data:image/jpeg;base64,AA==', caption: hostile }]]),
        cells: [{ dataUri: 'data:image/jpeg;base64,AA==', caption: hostile, marked: true }],
    };
}
describe('the page of a slide', () => {
    it('shows hostile names as text only', () => {
        const page = slidePage(content(100));
        expect(page).not.toContain('<script');
        expect(page).toContain('&lt;script&gt;');
    });
    it('stands alone: nothing is loaded from anywhere', () => {
        const page = slidePage(content(100));
        const sources = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target);
        expect(sources.length).toBeGreaterThan(0);
        expect(sources.filter((target) => !target.startsWith('data:'))).toEqual([]);
        expect(page).not.toMatch(/@import|url\(/);
    });
    it('says first what the counting says, and never calls a slide negative', () => {
        for (const infected of [0, 3, 400]) {
            const { result, ...rest } = content(infected);
            const page = slidePage({ result, ...rest });
            expect(page).toContain(`<h1>${result.wording[0].replaceAll("'", '&#39;')}</h1>`);
            expect(/<h1>(.*)<\/h1>/.exec(page)[1].toLowerCase()).not.toContain('negative');
            expect(page).toContain('confirm by microscopist');
        }
    });
});
describe('the document of a slide', () => {
    it('fits its own schema', () => {
        const { result } = content(100);
        const document = toCountDocument({
            version: '0',
            slideId: 'id',
            label: 'l',
            report: null,
            fields: [field],
            unreadable: [],
            result,
            model,
        });
        expect(countDocument.parse(JSON.parse(JSON.stringify(document)))).toMatchObject({
            fields: [{ file: field.name, cells: [{ box: [1, 2, 3, 4], score: 0.12346 }, { score: null }] }],
            result: { redCells: 2000 },
        });
    });
});
