import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { HardwareError } from '../../../src/base/errors.js';
import {
  brightLevel,
  LEVEL_TOLERANCE,
  nextExposure,
  parseCalibration,
  parseMetadata,
  TARGET_LEVEL,
} from '../../../src/capture/cameras/calibration.js';
import { calibrateRpicam } from '../../../src/capture/cameras/rpicam-calibrate.js';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { standIns, type StandIns } from './stand-in-path.js';

const SIZE = { width: 100, height: 48 };

describe('calibrating against a stand-in', () => {
  let stand: StandIns | undefined;
  afterEach(() => stand?.remove());
  const calibrate = (behaviour: string, more = {}): ReturnType<typeof calibrateRpicam> => {
    stand = standIns(['rpicam-vid'], behaviour, { RATE: '1000', ...more });
    return calibrateRpicam(SIZE, new SystemClock());
  };
  const codeOf = async (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'none',
      (error: unknown) => (error as HardwareError).code,
    );

  it('brings the empty field to its level with the least gain, and keeps the white balance found', async () => {
    const found = await calibrate('stream', { LIGHT: '20' });
    expect(Math.abs(found.brightLevel - TARGET_LEVEL)).toBeLessThanOrEqual(LEVEL_TOLERANCE);
    expect(found).toMatchObject({ gain: 1, awbGains: [2.1, 1.6], ...SIZE });
    const [automatic, fixed] = stand?.calls() ?? [];
    expect(automatic.words).not.toContain('--shutter');
    expect(fixed.words).toContain('--shutter');
    expect(parseCalibration(JSON.parse(JSON.stringify(found)), SIZE)).toEqual(found);
  });

  it('measures how long a row is', async () => {
    expect((await calibrate('stream', { ROW: '104' })).rowBytes).toBe(104);
  });

  it('turns to gain when the longest exposure is too dark', async () => {
    const found = await calibrate('stream', { LIGHT: '2' });
    expect(found.shutterUs).toBe(100_000);
    expect(found.gain).toBeGreaterThan(2);
  });

  it('says that there is too little light', async () => {
    expect(await codeOf(calibrate('stream', { LIGHT: '0.01' }))).toBe('camera-uncalibrated');
  });

  it('passes on what is wrong with the camera', async () => {
    expect(await codeOf(calibrate('busy'))).toBe('camera-busy');
  });

  it('refuses a stream that does not add up', async () => {
    expect(await codeOf(calibrate('stream', { ROW: '98' }))).toBe('camera-bad-frame');
  });
});

describe('metadata', () => {
  it('gives the last of several frames, whatever else stands there', () => {
    const text = (us: number): string =>
      `{\n  "ScalerCrop": "(0, 0)/4056x3040",\n "FocusFoM": nan,\n "ExposureTime": ${us},\n "AnalogueGain": 1.25,\n` +
      ` "ColourGains": [ 2.5, 1.75 ]\n}`;
    expect(parseMetadata(`[\n${text(100)},\n${text(200)}\n]`)).toEqual({
      state: { shutterUs: 200, gain: 1.25, awbGains: [2.5, 1.75] },
      frames: 2,
    });
  });

  it.each(['', '[', '{"ExposureTime": 100}', 'Segmentation fault'])('refuses %j', (text) => {
    expect(() => parseMetadata(text)).toThrow(/does not tell/);
  });
});

describe('a stored calibration', () => {
  const good = {
    ...{ shutterUs: 900, gain: 1, awbGains: [2, 1.5], brightLevel: 214 },
    ...{ width: 2028, height: 1520, rowBytes: 2048 },
  };

  it('is refused when it is of another size', () => {
    expect(() => parseCalibration(good, { width: 1014, height: 760 })).toThrow(/2028×1520/);
  });

  it.each([undefined, null, 'x', {}, { ...good, gain: 0 }, { ...good, shutterUs: '900; reboot' }])(
    'is refused as %j',
    (stored) => {
      expect(() => parseCalibration(stored, { width: 2028, height: 1520 })).toThrow(/cannot be used/);
    },
  );
});

describe('exposure', () => {
  const state = fc.record({
    shutterUs: fc.integer({ min: 1, max: 100_000 }),
    gain: fc.double({ min: 1, max: 16, noNaN: true }),
    awbGains: fc.constant([2, 1.5] as const),
  });
  const level = fc.integer({ min: 0, max: 255 });

  it('stays within what a camera can do, and prefers the shutter to gain', () => {
    fc.assert(
      fc.property(state, level, fc.integer({ min: 1000, max: 100_000 }), (from, seen, longest) => {
        const next = nextExposure(from, seen, longest);
        expect(next.shutterUs).toBeGreaterThanOrEqual(1);
        expect(next.shutterUs).toBeLessThanOrEqual(longest);
        expect(next.gain).toBeGreaterThanOrEqual(1);
        expect(next.gain).toBeLessThanOrEqual(16);
        if (next.gain > 1.5 && next.shutterUs > 1) expect(next.shutterUs).toBe(longest);
        expect(next.awbGains).toEqual(from.awbGains);
      }),
    );
  });

  it('reaches the level within six rounds on any power-law camera with enough light', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.6, max: 2.8, noNaN: true }),
        fc.double({ min: 10, max: 20_000, noNaN: true }),
        (gamma, light) => {
          const see = ({ shutterUs, gain }: { shutterUs: number; gain: number }): number =>
            Math.min(255, Math.round(255 * ((light * shutterUs * gain) / 1e6) ** (1 / gamma)));
          // The camera's own choice: the mean of the picture at middle grey.
          let now = { shutterUs: Math.max(1, Math.round(0.2e6 / light)), gain: 1, awbGains: [2, 1] as const };
          let seen = see(now);
          for (let round = 0; round < 6 && Math.abs(seen - TARGET_LEVEL) > LEVEL_TOLERANCE; round++) {
            now = { ...nextExposure(now, seen, 100_000), awbGains: [2, 1] };
            seen = see(now);
          }
          expect(Math.abs(seen - TARGET_LEVEL)).toBeLessThanOrEqual(LEVEL_TOLERANCE);
        },
      ),
    );
  });
});

describe('bright level', () => {
  it('is the background, not the cells in it, padding left out', () => {
    const [width, height, rowBytes] = [100, 80, 128];
    const luma = new Uint8Array(rowBytes * height).fill(255);
    for (let y = 0; y < height; y++) luma.fill(y < 40 ? 90 : 210, y * rowBytes, y * rowBytes + width);
    expect(brightLevel(luma, { width, height, rowBytes })).toBe(210);
  });
});
