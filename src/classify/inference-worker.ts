// The thread that onnxruntime runs in: its run() is synchronous and would stop everything else.
import { parentPort, workerData } from 'node:worker_threads';
import type * as OnnxRuntime from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { FromWorker, TensorDescription, ToWorker, WorkerStart } from './inference-messages.js';

const port = parentPort;
if (port === null) throw new Error('inference-worker runs as a worker thread only');
const start = workerData as WorkerStart;
const say = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Runtime = typeof OnnxRuntime;

async function loadRuntime(): Promise<Runtime | undefined> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    say({ kind: 'failed-to-start', stage: 'runtime', message: words(error) });
    return undefined;
  }
}

async function loadSession(runtime: Runtime): Promise<InferenceSession | undefined> {
  try {
    return await runtime.InferenceSession.create(start.weights, {
      executionProviders: ['cpu'],
      // Two spinning threads cost four times the CPU of one; a Pi has other work for its cores.
      intraOpNumThreads: start.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // x86 with AVX2 and without VNNI saturates 8-bit products otherwise: scores would differ from the Pi's.
      extra: { session: { x64quantprecision: '1' } },
    });
  } catch (error) {
    say({ kind: 'failed-to-start', stage: 'weights', message: words(error) });
    return undefined;
  }
}

function describe(metadata: readonly InferenceSession.ValueMetadata[]): TensorDescription[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, shape: [...value.shape] }
      : { name: value.name, type: 'no tensor', shape: [] },
  );
}

const runtime = await loadRuntime();
const session = runtime && (await loadSession(runtime));
if (runtime && session) {
  const score = async (message: ToWorker & { kind: 'run' }): Promise<void> => {
    try {
      const input = new runtime.Tensor('uint8', message.data, message.shape);
      const result = await session.run({ [start.input]: input }, [start.output]);
      // A copy of its own: the runtime may keep the memory of its output.
      const values = Float32Array.from(result[start.output].data as Float32Array);
      say({ kind: 'scored', id: message.id, values }, [values.buffer]);
    } catch (error) {
      say({ kind: 'failed', id: message.id, message: words(error) });
    }
  };
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'run') {
      void score(message);
      return;
    }
    void session.release().finally(() => {
      say({ kind: 'closed' });
      port.close();
    });
  });
  say({ kind: 'ready', inputs: describe(session.inputMetadata), outputs: describe(session.outputMetadata) });
}
