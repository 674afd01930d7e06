import { createRequire } from 'node:module';
import type * as TensorFlow from '@tensorflow/tfjs';
import { ModelError } from '../base/errors.js';

/** The part of TensorFlow.js that the classifier uses; @tensorflow/tfjs and @tensorflow/tfjs-node both have it. */
export type LayersRuntime = Pick<typeof TensorFlow, 'ready' | 'loadLayersModel' | 'tensor4d'>;

const PACKAGE = '@tensorflow/tfjs-node';
const VERSION = '4.22.0';
const instead = 'or leave --model out: the model that ships needs nothing more';

/**
 * Loads @tensorflow/tfjs-node, an optional peer that only this runtime needs; see docs/decisions/tfjs-node.md. `load`
 * gives the package, for tests. Throws ModelError when it is not installed or does not start.
 */
export function loadLayersRuntime(
  load: (name: string) => unknown = createRequire(import.meta.url),
): LayersRuntime {
  let loaded: unknown;
  try {
    loaded = load(PACKAGE);
  } catch (error) {
    throw notLoaded(error);
  }
  if (isRuntime(loaded)) return loaded;
  throw notLoaded(new Error('it does not offer what TensorFlow.js offers'));
}

function isRuntime(candidate: unknown): candidate is LayersRuntime {
  const names = ['ready', 'loadLayersModel', 'tensor4d'];
  const functions = candidate as Record<string, unknown> | null | undefined;
  return names.every((name) => typeof functions?.[name] === 'function');
}

function notLoaded(cause: unknown): ModelError {
  const missing =
    cause instanceof Error &&
    'code' in cause &&
    cause.code === 'MODULE_NOT_FOUND' &&
    firstLine(cause).includes(`'${PACKAGE}'`);
  if (missing) {
    return new ModelError(
      'runtime-missing',
      `This model runs on TensorFlow.js, and ${PACKAGE} is not installed.`,
      `Install it with an internet connection: npm install --no-save ${PACKAGE}@${VERSION}; ${instead}.`,
      { cause },
    );
  }
  return new ModelError(
    'runtime-missing',
    `This model runs on TensorFlow.js, and ${PACKAGE} is there but does not start: ${firstLine(cause)}`,
    `Install it again with an internet connection (it downloads TensorFlow's library): npm install --no-save ${PACKAGE}@${VERSION}; ${instead}.`,
    { cause },
  );
}

/** The runtime started, yet a first try of the model failed in it. */
export function runtimeBroken(cause: unknown): ModelError {
  return new ModelError(
    'runtime-broken',
    `TensorFlow.js is installed but cannot run the model: ${firstLine(cause)}`,
    `${PACKAGE} ${VERSION} is made for Node 22 and older; use such a Node, ${instead}.`,
    { cause },
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
}
