import { ModelError } from '../../base/errors.js';
import type { RgbImage } from '../../base/image.js';
import type { CheckedModel } from '../../classify/load-model.js';
import type { FieldFingerprint, FieldOptions } from '../../imaging/field.js';
import type { Glance } from '../../imaging/glance.js';
import type { FieldVerdict } from '../field-counter.js';

/** What the counting thread is started with. */
export interface CounterStart {
  readonly model: CheckedModel;
}

export type ToCounter =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly counted: readonly FieldFingerprint[];
      readonly settings: FieldOptions;
    }
  | { readonly kind: 'glance'; readonly id: number; readonly frame: RgbImage }
  | { readonly kind: 'mark-taken' }
  | {
      readonly kind: 'count';
      readonly id: number;
      readonly frame: RgbImage;
      readonly about: { readonly ordinal: number; readonly name: string };
    }
  | { readonly kind: 'close' };

export type FromCounter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed-to-start'; readonly error: SentError }
  | { readonly kind: 'done'; readonly id: number; readonly value: Glance | FieldVerdict | undefined }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError };

/** An error on its way between threads, which would keep its message only. */
export interface SentError {
  readonly message: string;
  /** Of a ModelError. */
  readonly code?: string;
  readonly remedy?: string;
}

export function packError(error: unknown): SentError {
  if (error instanceof ModelError) return { message: error.message, code: error.code, remedy: error.remedy };
  return { message: error instanceof Error ? error.message : String(error) };
}

export function unpackError({ message, code, remedy }: SentError): Error {
  return code !== undefined && remedy !== undefined
    ? new ModelError(code, message, remedy)
    : new Error(message);
}
