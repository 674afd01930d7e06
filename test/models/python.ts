import { spawnSync } from 'node:child_process';

/** The first Python 3 that has these modules, Debian's before another one on the path; undefined if none has. */
export function pythonWith(...modules: string[]): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
}

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script or `-c` code on one thread, in the project's folder, and waits for its end. */
export function runPython(python: string, args: string[]): Ran {
  const env = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr, error } = spawnSync(python, args, { encoding: 'utf8', env });
  if (error) throw error;
  return { status, stdout, stderr };
}
