// Everything that judges the code without running it: types, lint rules, floors, format.
import { install } from './setup.mjs';
import { tool } from './tool.mjs';

install();
const checks = [
  ['types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']],
  ['rules', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']],
  ['floors', 'dependency-cruiser/bin/dependency-cruise.mjs', ['src', '--output-type', 'err']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']],
];
const failed = checks.filter(([, entry, args]) => tool(entry, args) !== 0).map(([name]) => name);
if (failed.length > 0) {
  process.stderr.write(`check: ${failed.join(', ')} failed\n`);
  process.exit(1);
}
process.stderr.write('check: types, rules, floors and format are in order\n');
