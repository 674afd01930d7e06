import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pagesTable } from './pages-table.js';

it('docs/panel.md shows the pages as they are', () => {
  const text = readFileSync(new URL('../../docs/panel.md', import.meta.url), 'utf8');
  const [, table] = /<!-- pages -->\n+```text\n([\s\S]*?)\n```/.exec(text) ?? [];
  expect(table).toBe(pagesTable());
});
