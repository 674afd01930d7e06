/** What an error page can be about; its words are in words/errors.ts. */
export type RefusalKind =
  | 'bad-request'
  | 'form-expired'
  | 'not-allowed'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'no-storage'
  | 'fault';

export const statusOf: Readonly<Record<RefusalKind, number>> = {
  'bad-request': 400,
  'form-expired': 403,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  'no-storage': 503,
  fault: 500,
};

/** Thrown by a handler: answered with an error page in the visitor's language. The message is for the log only. */
export class PageRefusal extends Error {
  constructor(
    readonly kind: RefusalKind,
    message: string,
  ) {
    super(message);
    this.name = 'PageRefusal';
  }
}
