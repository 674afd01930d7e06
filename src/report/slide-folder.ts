/** Folder of a slide's page and overlays, relative to the data folder; the label made fit for a file name, then the id's start. */
export function slideFolder(label: string, slideId: string): string {
  const readable = label
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
    .slice(0, 60);
  return `slides/${readable === '' ? '' : `${readable}-`}${slideId.slice(0, 8)}`;
}

/** How the file of a field's overlay begins, within `overlays` of that folder: a number from 1. */
export function overlayNumber(ordinal: number): string {
  return String(ordinal + 1).padStart(4, '0');
}
