// `npm test [-- FILTER]`: set-up, then every test that needs no extra server. The last line reads `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { tool } from './tool.mjs';

setup();
const scratch = mkdtempSync(join(tmpdir(), 'ringform-test-'));
const report = join(scratch, 'report.json');
const status = tool('vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
try {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that cannot even be loaded has no failed test of its own, yet it failed.
  const failedFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  ).length;
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
  process.stdout.write(`${numPassedTests} passed, ${numFailedTests + failedFiles} failed${skipped}\n`);
  process.exitCode = status !== 0 || numPassedTests === 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
