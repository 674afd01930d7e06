import { StorageError } from '../../base/errors.js';
import type { Registry } from '../../registry/registry.js';

/** A registry that pages can be made with before it is there. */
export interface RegistryToCome {
  /** Whatever is asked of it rejects with StorageError server-unreachable until the real one has come; then it is that one. */
  readonly registry: Registry;
  readonly hasCome: (registry: Registry) => void;
}

/** So that pages say that the database does not answer yet, where nobody would answer a browser otherwise. */
export function registryToCome(): RegistryToCome {
  let real: Registry | undefined;
  const away = (): Promise<never> =>
    Promise.reject(
      new StorageError(
        'server-unreachable',
        'The database server has not answered yet.',
        'It is asked again by itself; see that it runs.',
      ),
    );
  return {
    registry: new Proxy({} as Registry, {
      // What is asked for now may be called later: by then the real one may be there.
      get:
        (_, name: keyof Registry) =>
        (...about: never[]): unknown =>
          real === undefined ? away() : (real[name] as (...about: never[]) => unknown)(...about),
    }),
    hasCome: (registry) => (real = registry),
  };
}
