import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { UsageError } from '../../base/errors.js';
import type { PageTls } from '../../supervise/server.js';

/** What the pages prove themselves by; undefined where they are not served over TLS. @throws UsageError page-certificate */
export function pageTls(options: {
  readonly pageCertificate?: string;
  readonly pageKey?: string;
}): PageTls | undefined {
  const { pageCertificate, pageKey } = options;
  if (pageCertificate === undefined && pageKey === undefined) return undefined;
  try {
    if (pageCertificate === undefined || pageKey === undefined) throw new Error('one of the two is missing');
    const tls = { cert: readFileSync(pageCertificate), key: readFileSync(pageKey) };
    createSecureContext(tls);
    return tls;
  } catch (cause) {
    throw new UsageError(
      'page-certificate',
      `The pages’ certificate and key cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Name both, as PEM files that belong together: --page-certificate FILE --page-key FILE.',
      { cause },
    );
  }
}
