// Writes docs/reference anew: the JSON Schemas of what the commands print, the configuration, and the commands' own help.
// And docs/wire: the JSON Schemas of what travels.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';
import { tool } from './tool.mjs';

setup();
const folder = join(root, 'docs/reference');
mkdirSync(folder, { recursive: true });

await writeWireSchemas();

function ringform(...args) {
  const done = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '100' },
  });
  if (done.status !== 0) throw new Error(`ringform ${args.join(' ')} failed:\n${done.stderr}`);
  // Where the project lies on this machine is nobody's business.
  return done.stdout.replaceAll(root, '…');
}

for (const name of ['count', 'slides', 'evaluate', 'truth-table', 'model', 'doctor'])
  writeFileSync(join(folder, `${name}.schema.json`), ringform('schema', name));
writeFileSync(join(folder, 'config.md'), ringform('config', 'reference'));
writeFileSync(join(folder, 'ringform.yaml'), ringform('config', 'default'));
/** A command's help, and below it that of each command it names. */
function helpOf(command) {
  const text = ringform(...command, '--help').trim();
  const title = ['ringform', ...command].join(' ');
  const [, listed = ''] = text.split('\nCommands:\n');
  const below = [...listed.split('\n\n')[0].matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  return [
    `## ${title}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
    ...below.flatMap((name) => helpOf([...command, name])),
  ];
}
const help = helpOf([]);
writeFileSync(
  join(folder, 'commands.md'),
  `# Commands\n\nMade by \`node scripts/docs.mjs\` from the commands' own help.\n\n${help.join('\n')}`,
);

/** From the schemas that the program itself reads and writes by. */
async function writeWireSchemas() {
  const [{ z }, { wireDocuments }] = [await import('zod'), await import('../dist/record/documents.js')];
  const wire = join(root, 'docs/wire');
  mkdirSync(wire, { recursive: true });
  for (const [name, schema] of Object.entries(wireDocuments))
    writeFileSync(join(wire, `${name}.schema.json`), JSON.stringify(z.toJSONSchema(schema), null, 2));
  if (tool('prettier/bin/prettier.cjs', ['--write', '--log-level', 'warn', wire]) !== 0)
    throw new Error('docs/wire could not be formatted');
}
