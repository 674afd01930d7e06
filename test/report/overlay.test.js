import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeUp } from '../../src/report/close-up.js';
import { drawOverlay, overlayColours, shrinkImage } from '../../src/report/overlay.js';
import { concludeField, emptyCount, judgeField } from '../../src/slide/slide-count.js';
import { analysisOf } from '../slide/fixtures.js';
const grey = (width, height, level) => ({
    width,
    height,
    data: new Uint8Array(width * height * 3).fill(level),
});
describe('an overlay', () => {
    it('outlines a cell in the colour of what it is, and leaves the rest as it was', () => {
        const analysis = analysisOf([{ x: 100, y: 100 }]);
        for (let y = 90; y < 110; y++)
            analysis.labels.data.fill(1, y * 640 + 90, y * 640 + 110);
        const judged = judgeField(emptyCount, analysis);
        const timing = { imagingMs: 0, classifyMs: 0 };
        const healthy = concludeField(judged, Float32Array.of(0), 0.5, { ordinal: 0, name: 'a', timing });
        const image = drawOverlay(grey(640, 480, 200), analysis, healthy);
        const pixel = (x, y) => [
            ...image.data.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3),
        ];
        expect(pixel(90, 100)).toEqual([...overlayColours.counted]);
        expect(pixel(100, 100)).toEqual([200, 200, 200]);
        expect(pixel(300, 300)).toEqual([200, 200, 200]);
        const sick = concludeField(judged, Float32Array.of(1), 0.5, { ordinal: 0, name: 'a', timing });
        const marked = drawOverlay(grey(640, 480, 200), analysis, sick);
        expect([...marked.data.subarray((100 * 640 + 90) * 3, (100 * 640 + 90) * 3 + 3)]).toEqual([
            ...overlayColours.infected,
        ]);
    });
});
describe('a reduced picture', () => {
    it('keeps an even picture even, at any factor', () => {
        fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 255 }), fc.double({ min: 1, max: 9, noNaN: true }), (width, height, level, factor) => {
            const small = shrinkImage(grey(width, height, level), factor);
            expect(small.width).toBe(Math.max(1, Math.floor(width / factor)));
            expect(small.data.every((value) => value === level)).toBe(true);
        }));
    });
});
describe('a close-up', () => {
    it('is square and inside the frame wherever the cell lies', () => {
        fc.assert(fc.property(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 75 }), (x, y) => {
            const frame = grey(100, 80, 90);
            const cell = {
                box: { x, y, width: 5, height: 5 },
                kind: 'red',
                counted: true,
                score: 1,
                infected: true,
            };
            const picture = closeUp(frame, cell, 20);
            expect(picture.width).toBe(picture.height);
            expect(picture.data.every((value) => value === 90)).toBe(true);
        }));
    });
});
