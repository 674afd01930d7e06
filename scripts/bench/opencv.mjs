// A Python process with OpenCV that segments the same frame whenever it is asked.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const pythons = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter(Boolean);

/** Starts the alternative on a raw frame at a reduction; undefined where no Python here has OpenCV. */
export async function openCv(raw, frame, reduction) {
  const python = pythons.find(
    (name) => spawnSync(name, ['-c', 'import cv2, numpy'], { stdio: 'ignore' }).status === 0,
  );
  if (!python) return undefined;
  const script = fileURLToPath(new URL('opencv_segment.py', import.meta.url));
  const child = spawn(python, [script, raw, String(frame.width), String(frame.height), String(reduction)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tool = {
    cells: 0,
    async segment() {
      child.stdin.write('\n');
      const { value, done } = await lines.next();
      if (done) throw new Error('the OpenCV process ended early');
      const [ms, cells] = value.split(' ').map(Number);
      tool.cells = cells;
      return { ms, cells };
    },
    async close() {
      child.stdin.end();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
  return tool;
}
