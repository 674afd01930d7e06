import { siteName } from '../record/names.js';
import type { Config } from './schema.js';

/** The site of a device that nobody gave one. */
export const UNASSIGNED = 'unassigned';
const MOST_LETTERS = 40;

/** The site that a device's records are sent under: `sync.site`, else `device.site` in letters that a topic may have. */
export function siteOf({ sync, device }: Pick<Config, 'sync' | 'device'>): string {
  return sync.site ?? (device.site === null ? UNASSIGNED : slug(device.site));
}

/**
 * The site that slides counted now belong to; undefined while nobody has said where the device stands: then the supervisor may
 * still give it one, and what was counted before belongs to that.
 */
export function siteOfCounts({ sync, device }: Pick<Config, 'sync' | 'device'>): string | undefined {
  if (sync.site !== null) return sync.site;
  // A name that was typed at the device is a site only where something is sent under it.
  const site = sync.enabled ? siteOf({ sync, device }) : UNASSIGNED;
  return site === UNASSIGNED ? undefined : site;
}

/** “Hôpital de Cobán (2)” → “hopital-de-coban-2”. */
function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const cut = plain.replace(/^-+/, '').slice(0, MOST_LETTERS).replace(/-+$/, '');
  return siteName.safeParse(cut).success ? cut : UNASSIGNED;
}
