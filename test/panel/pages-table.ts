import { pageOf } from '../../src/panel/page.js';
import { everyScreen } from './screens.js';

const shown = [
  'ready',
  'counting, focus',
  'counting, too-thick',
  'counting, move-on',
  'counting, held',
  'positive',
  'positive and severe',
  'not seen',
  'unclear',
  'no result',
  'paused',
  'powering off',
];

/** The main screens as docs/panel.md shows them: 20 × 4, English, the first of the pages that take turns. */
export function pagesTable(): string {
  const pages = everyScreen
    .filter(([name]) => shown.includes(name))
    .map(([name, screen]) => [name, ...pageOf(screen, 'en', { columns: 20, rows: 4 }, 0).lines] as string[]);
  const blocks: string[] = [];
  for (let first = 0; first < pages.length; first += 3) {
    const row = pages.slice(first, first + 3);
    const line = (index: number): string =>
      row
        .map((page) => `│${page[index] ?? ''}│`)
        .join('  ')
        .trimEnd();
    blocks.push(
      [
        row
          .map(([name = '']) => name.padEnd(22))
          .join('  ')
          .trimEnd(),
        row.map(() => `┌${'─'.repeat(20)}┐`).join('  '),
        ...[1, 2, 3, 4].map(line),
        row.map(() => `└${'─'.repeat(20)}┘`).join('  '),
      ].join('\n'),
    );
  }
  return blocks.join('\n\n');
}
