import { siteName } from '../record/names.js';
import { splitMessage } from '../record/signature.js';

/**
 * The site that a record names: what was sealed before the device moved still belongs to the earlier one, and is taken on that
 * one's topics alone.
 *
 * @param message as it was sealed
 * @throws Error for one that is no record of ours, ZodError for one that names no site
 */
export function sealedSite(message: Uint8Array): string {
  const split = splitMessage(message);
  if (!split) throw new Error('a sealed message is not of its form');
  const record = JSON.parse(split.payload.toString('utf8')) as { readonly site?: unknown };
  return siteName.parse(record.site);
}
