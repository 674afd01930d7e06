import { pathToFileURL } from 'node:url';

interface Rig {
  readonly CPUS: readonly string[];
  /** What is missing before arm64 code can run here, in words; undefined when nothing is. */
  readonly missing: string | undefined;
  readonly onArm64: (cpu: string, script: string, args?: readonly string[]) => { readonly out: string };
}

const scripts = `${import.meta.dirname}/../../scripts/arm64`;

/** scripts/arm64/rig.mjs, which is no TypeScript. */
export async function rig(): Promise<Rig> {
  const module = (await import(pathToFileURL(`${scripts}/rig.mjs`).href)) as Omit<Rig, 'missing'> & {
    whatIsMissing(): string | undefined;
  };
  const missing = module.whatIsMissing();
  // Of a file whose tests are all skipped, the report does not show why.
  if (missing !== undefined) process.stderr.write(`arm64 tests skipped: ${missing}\n`);
  return { CPUS: module.CPUS, onArm64: module.onArm64, missing };
}

/** scripts/arm64/instructions.mjs. */
export async function counter(): Promise<{
  readonly instructionsOf: (cpu: string, model: string, cells: number) => { readonly instructions: number };
}> {
  return (await import(pathToFileURL(`${scripts}/instructions.mjs`).href)) as Awaited<
    ReturnType<typeof counter>
  >;
}
