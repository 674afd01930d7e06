/** What the inference worker is started with. */
export interface WorkerStart {
  /** The ONNX file's bytes: the very bytes whose hash was checked. */
  readonly weights: Uint8Array;
  readonly input: string;
  readonly output: string;
  readonly threads: number;
}

export type ToWorker =
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly data: Uint8Array;
      readonly shape: readonly number[];
    }
  | { readonly kind: 'close' };

/** A tensor as the session describes it; a size that is not fixed is a name. */
export interface TensorDescription {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export type FromWorker =
  | {
      readonly kind: 'ready';
      readonly inputs: readonly TensorDescription[];
      readonly outputs: readonly TensorDescription[];
    }
  | { readonly kind: 'failed-to-start'; readonly stage: 'runtime' | 'weights'; readonly message: string }
  | { readonly kind: 'scored'; readonly id: number; readonly values: Float32Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'closed' };
