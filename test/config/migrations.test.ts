import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfigText } from '../../src/config/config-file.js';
import { migrateConfigFile } from '../../src/config/migrate-file.js';
import { CONFIG_MIGRATIONS, moveKey, type ConfigMigration } from '../../src/config/migrations.js';
import { CONFIG_VERSION } from '../../src/config/schema.js';
import { fileWith } from './fixtures.js';

/** Two steps such as may come: a key gets another name and unit, then another section. */
const steps: readonly ConfigMigration[] = [
  (document) => {
    const seconds = document.getIn(['button', 'longPressSeconds']);
    moveKey(document, ['button', 'longPressSeconds'], ['button', 'longPressMs']);
    if (typeof seconds === 'number') document.setIn(['button', 'longPressMs'], seconds * 1000);
  },
  (document) => {
    moveKey(document, ['camera', 'language'], ['device', 'language']);
  },
];
const OLD = `# our device
button:
  # the nurses wear gloves
  longPressSeconds: 3 # not less
camera:
  language: sw
  width: 640
`;

describe('a file of an older format', () => {
  it('is read as if it were of this one, from whichever version it is', () => {
    const values = (text: string): unknown =>
      parseConfigText(text, 'x.yaml', steps).given.map(({ path, value }) => [path, value]);
    expect(values(OLD)).toEqual([
      ['button.longPressMs', 3000],
      ['camera.width', 640],
      ['device.language', 'sw'],
    ]);
    expect(values('version: 2\nbutton: {longPressMs: 9}\ncamera: {language: fr}\n')).toEqual([
      ['button.longPressMs', 9],
      ['device.language', 'fr'],
    ]);
    // What only an older version knew is unknown in a newer one.
    expect(parseConfigText('version: 3\ncamera: {language: fr}\n', 'x.yaml', steps).problems).toHaveLength(1);
  });

  it('is written anew only when asked, comments kept, the old one beside it', () => {
    const file = fileWith(OLD);
    const { from, to, backup } = migrateConfigFile(file, steps);
    expect({ from, to, backup }).toEqual({ from: 1, to: 3, backup: `${file}.v1.bak` });
    expect(readFileSync(`${file}.v1.bak`, 'utf8')).toBe(OLD);
    const fresh = readFileSync(file, 'utf8');
    for (const kept of [
      '# our device',
      '# the nurses wear gloves',
      '# not less',
      'longPressMs: 3000',
      'version: 3',
    ])
      expect(fresh).toContain(kept);
    expect(fresh).not.toContain('Seconds');
    expect(parseConfigText(fresh, file, steps)).toMatchObject({ version: 3, problems: [] });
    expect(readdirSync(dirname(file)).sort()).toEqual(['config.yaml', 'config.yaml.v1.bak']);
    // Once is enough.
    expect(migrateConfigFile(file, steps)).toEqual({ from: 3, to: 3 });
    expect(readFileSync(file, 'utf8')).toBe(fresh);
  });

  it('is left alone where an older backup would be lost', () => {
    const file = fileWith(OLD);
    writeFileSync(`${file}.v1.bak`, 'precious');
    expect(() => migrateConfigFile(file, steps)).toThrow('is there already');
    expect(readFileSync(file, 'utf8')).toBe(OLD);
    expect(readFileSync(`${file}.v1.bak`, 'utf8')).toBe('precious');
  });

  it('of a newer program is refused and left as it was', () => {
    const file = fileWith('version: 4\n');
    expect(() => migrateConfigFile(file, steps)).toThrow('knows up to 3');
    expect(existsSync(`${file}.v4.bak`)).toBe(false);
  });
});

it('the format’s version is one above the number of steps', () => {
  expect(CONFIG_VERSION).toBe(CONFIG_MIGRATIONS.length + 1);
});
