import path from 'node:path';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { findColumn, needColumn, numberIn, readCsv } from '../../src/evaluate/csv.js';
import { folderOf } from './fixtures.js';

async function read(content: string | Uint8Array) {
  return readCsv(path.join(await folderOf({ 't.csv': content }), 't.csv'));
}

async function rows(content: string | Uint8Array) {
  return (await read(content)).rows.map((row) => row.values);
}

describe('a table of labels', () => {
  const wanted = [{ file: 'a b.png', label: 'ring' }];

  it.each([
    ['plain', 'file,label\na b.png,ring\n'],
    ['with Windows line ends', 'file,label\r\na b.png,ring\r\n'],
    ['with old Mac line ends', 'file,label\ra b.png,ring\r'],
    ['with a byte order mark', '\uFEFFfile,label\na b.png,ring\n'],
    ['with quotes and blanks', '"file" , "label"\n"a b.png", ring \n'],
    ['with semicolons', 'file;label\na b.png;ring\n'],
    ['with tabs', 'file\tlabel\na b.png\tring\n'],
    ['with capital column names', 'File,LABEL\na b.png,ring\n'],
    ['with blank lines and no last line end', '\nfile,label\n\n,\na b.png,ring'],
    ['as UTF-16, as a spreadsheet saves it', Buffer.from('\uFEFFfile,label\r\na b.png,ring\r\n', 'utf16le')],
  ])('is read %s', async (_, content) => {
    expect(await rows(content)).toEqual(wanted);
  });

  it('keeps commas, quotes and line ends inside quoted values', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 5 }),
        async (values) => {
          const clean = values.map((value) => `x${value.trim()}x`);
          const text = ['value,n', ...clean.map((value) => `"${value.replaceAll('"', '""')}",1`)].join('\n');
          expect((await rows(text)).map((row) => row['value'])).toEqual(clean);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives a short row empty values, and says in which line it stands', async () => {
    const table = await read('file,x,y\n\na.png,1\n');
    expect(table.rows).toEqual([{ line: 3, values: { file: 'a.png', x: '1', y: '' } }]);
    expect(numberIn(table.rows[0], 'x')).toBe(1);
    expect(numberIn(table.rows[0], 'y')).toBeUndefined();
  });

  it('names the column that is missing, and those that are there', async () => {
    const table = await read('picture,label\na,b\n');
    expect(findColumn(table, ['label'])).toBe('label');
    expect(() => needColumn(table, ['file', 'image'])).toThrow(InputError);
    expect(() => needColumn(table, ['file', 'image'])).toThrow(/no column "file" \(it has: picture, label\)/);
  });

  it.each([
    ['an empty file', ''],
    ['a quote that never ends', 'file,label\n"a.png,ring\n'],
    ['a row that is too long', 'file,label\na.png,ring,1,2\n'],
    ['two columns of one name', 'file,label,file\na,b,c\n'],
  ])('refuses %s with an InputError that names the file', async (_, content) => {
    await expect(read(content)).rejects.toThrow(InputError);
    await expect(read(content)).rejects.toThrow(/t\.csv/);
  });

  it('does not take numbers for what they are not', async () => {
    const folder = await folderOf({});
    const file = path.join(folder, 'n.csv');
    writeFileSync(file, 'x\n1e3\nInfinity\n12px\n-4.5\n');
    const table = await readCsv(file);
    expect(table.rows.map((row) => numberIn(row, 'x'))).toEqual([1000, undefined, undefined, -4.5]);
  });
});
