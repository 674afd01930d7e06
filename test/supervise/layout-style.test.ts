import { describe, expect, it } from 'vitest';
import { style } from '../../src/supervise/assets/style.js';

/** Relative luminance of #rgb or #rrggbb (WCAG 2.2). */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[^#]/g, '$&$&') : colour;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function colours(block: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})\b/g)].map(([, n, c]) => [n, c]));
}

const [light, dark] = style
  .split('@media (prefers-color-scheme:dark)')
  .map((text) => text.split('*,*::before')[0]);

describe.each([
  ['light', colours(light)],
  ['dark', colours(dark)],
])('%s colours', (_, all) => {
  const texts = [
    ...['ink', 'quiet', 'link', 'good', 'warn', 'bad'].flatMap((text) => [
      [text, 'paper'],
      [text, 'ground'],
    ]),
    ...['good', 'warn', 'bad', 'none'].map((tone) => [tone, `${tone}-ground`]),
    ...[
      ['on-accent', 'accent'],
      ['on-top', 'top'],
      ['top-quiet', 'top'],
      ['ink', 'none-ground'],
      ['quiet', 'none-ground'],
    ],
  ];

  it.each(texts)('%s on %s reads easily', (text, ground) => {
    expect(contrast(all[text], all[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it('edges of fields are seen', () => {
    expect(contrast(all['edge'], all['paper'])).toBeGreaterThanOrEqual(3);
  });
});

it('white on black is 21', () => {
  expect(contrast('#000000', '#fff')).toBeCloseTo(21);
});

it('nothing is fetched by the style sheet', () => {
  expect(style).not.toMatch(/url\(|@import|https?:/);
});
