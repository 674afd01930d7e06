import { configTree, type ConfigKey, type ConfigSection } from './config-keys.js';
import { CONFIG_VERSION } from './schema.js';

const WIDTH = 100;

/** An annotated configuration file in YAML: every key with its default. */
export function exampleConfig(): string {
  const intro =
    'Configuration of Ringform: every setting with its default. What is left out has its default. ' +
    'RINGFORM_… variables go before this file, and --set before both: see docs/reference/config.md. ' +
    'Check a file with: ringform config check --config FILE';
  return [
    ...comment(intro, ''),
    '',
    '# Version of this format.',
    `version: ${CONFIG_VERSION}`,
    ...[...configTree.sections].flatMap(([name, section]) => ['', ...sectionLines(name, section, '')]),
    '',
  ].join('\n');
}

function sectionLines(name: string, section: ConfigSection, indent: string): string[] {
  const inner = `${indent}  `;
  return [
    ...comment(`${section.title}. ${section.description}`, indent),
    `${indent}${name}:`,
    ...[...section.keys].flatMap(([keyName, key]) => [
      ...comment(`${key.title}. ${key.description} Takes ${key.expected}.`, inner),
      `${inner}${keyName}: ${yamlValue(key.defaultValue)}`,
    ]),
    ...[...section.sections].flatMap(([below, it]) => sectionLines(below, it, inner)),
  ];
}

/** The reference page in Markdown: every key with its meaning, range, unit and default. */
export function configReference(): string {
  return `# Configuration

Made by \`node scripts/docs.mjs\` from the schema in \`src/config\`. [ringform.yaml](ringform.yaml) is a file with every setting
at its default.

A file in YAML gives settings by section. A variable of the environment goes before the file, an argument \`--set KEY=VALUE\`
before both. The variable of a key is \`RINGFORM_\` and the key in capitals, words parted by \`_\`: \`camera.framesPerSecond\` is
\`RINGFORM_CAMERA_FRAMES_PER_SECOND\`. There a list is parted by commas, or written in brackets as in the file. The file is
\`--config FILE\`, else what \`RINGFORM_CONFIG\` names, else \`/etc/ringform/config.yaml\` if it is there.

\`ringform config check\` names every mistake with its line. \`ringform config show\` tells each value and where it came from.
\`ringform config migrate\` brings a file of an older format to this one (version ${CONFIG_VERSION}); the old one stays beside it.

${[...configTree.sections.values()].map((section) => sectionPage(section)).join('\n')}`;
}

function sectionPage(section: ConfigSection): string {
  const rows = [...section.keys.values()].map(
    (key) =>
      `| \`${key.path}\` | **${key.title}.** ${key.description} | ${key.expected} | ${defaultCell(key)} |`,
  );
  const below = [...section.sections.values()].map((it) => `\n${sectionPage(it)}`).join('');
  return `## ${section.path}

**${section.title}.** ${section.description}

| key | meaning | takes | default |
| --- | --- | --- | --- |
${rows.join('\n')}
${below}`;
}

const defaultCell = ({ defaultValue }: ConfigKey): string => `\`${yamlValue(defaultValue)}\``;

/** A default as YAML on one line. JSON is YAML; a plain word needs no quotes. */
function yamlValue(value: unknown): string {
  return typeof value === 'string' && /^[a-z/][\w/-]*$/i.test(value) ? value : JSON.stringify(value);
}

function comment(text: string, indent: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && indent.length + line.length + word.length + 3 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `${indent}# ${line}`);
}
