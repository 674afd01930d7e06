// What the benchmarks share: where the program is, scratch room, rendered fields, figures in words.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup.mjs';

/** Arguments to Node that start the shipped command. */
export const command = [join(root, 'dist/cli/main.js')];

export const say = (line) => process.stdout.write(`${line}\n`);

/** Which benchmark, on what machine, and how busy that is: a figure is worth as much as these say. */
export function heading(what) {
  const processor = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  say(`\n${what}\n  Node ${process.version}, ${processor}, load ${loadavg()[0].toFixed(1)} at the start`);
}

export function scratchFolder() {
  return mkdtempSync(join(tmpdir(), 'ringform-bench-'));
}

/** One line on standard error that is written over, on a terminal; elsewhere a line every half minute. */
export function progress() {
  const { stderr } = process;
  let toldAt = -Infinity;
  const tell = (text) => {
    const now = performance.now();
    if (now - toldAt < (stderr.isTTY ? 200 : 30_000)) return;
    toldAt = now;
    stderr.write(stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };
  tell.end = () => {
    if (stderr.isTTY) stderr.write('\r\u001b[K');
  };
  return tell;
}

/** A folder of distinct rendered fields as JPEGs of 2028×1520, made by `ringform simulate` in a process of its own. */
export function renderedFolder(folder, fields, { parasitaemia = 1, defocus = 0, seed = 1 } = {}) {
  const options = { fields, parasitaemia, defocus, seed, format: 'jpg', out: folder };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const done = spawnSync(process.execPath, [...command, 'simulate', '--quiet', ...words], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`the fields could not be rendered:\n${done.stderr}`);
  return folder;
}

/** The value below which so much (0–1) of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1 + (share === 0 ? 1 : 0))];
}

/** How busy the machine was meanwhile, beside what was measured. */
export const loadNow = () => loadavg()[0].toFixed(1);
