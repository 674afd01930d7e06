import { pathToFileURL } from 'node:url';

/** Worker threads and child processes in the tests run the shipped JavaScript, so it must be built from what is tested. */
export default async function buildOnce(): Promise<void> {
  const setup = (await import(pathToFileURL(`${import.meta.dirname}/../../scripts/setup.mjs`).href)) as {
    build(): void;
  };
  setup.build();
}
