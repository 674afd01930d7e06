import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import { unreadable } from './decode.js';

const IMAGE_NAME = /\.(?:jpe?g|png|tiff?|webp)$/i;

// Field 2 before field 10, the same in every language setting.
const natural = new Intl.Collator('en', { numeric: true });

/**
 * The image files that `paths` stand for, in the order given, each folder's in natural order (2 before 10).
 *
 * A file named outright is taken whatever it is called. Of a folder, files that are named like images are taken
 * (.jpg, .jpeg, .png, .tif, .tiff, .webp); names that begin with a dot are left out; folders inside are entered only
 * when `recursive`, links to folders never (they can form a circle). A file reached twice is taken once: its cells
 * would be counted twice.
 *
 * @returns paths that begin as they were given; never empty.
 * @throws InputError no-such-file, unreadable-file (a path given), no-images (nothing found in any of them).
 */
export async function listImages(paths: readonly string[], recursive = false): Promise<readonly string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const file of await expand(path, recursive)) {
      const identity = await realpath(file).catch(() => file); // a dangling link is itself; reading it tells why
      if (seen.has(identity)) continue;
      seen.add(identity);
      found.push(file);
    }
  }
  if (found.length === 0) {
    throw new InputError(
      'no-images',
      paths.length === 0 ? 'No file or folder was given.' : `No images in ${paths.join(', ')}.`,
      `Give image files or a folder that holds some (.jpg, .png, .tif, .webp)${recursive ? '' : '; folders inside it are not searched unless asked'}.`,
    );
  }
  return found;
}

async function expand(path: string, recursive: boolean): Promise<readonly string[]> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() ? await imagesIn(path, recursive) : [path];
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, error);
  }
}

async function imagesIn(folder: string, recursive: boolean): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const inOrder = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => natural.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of inOrder) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (recursive) files.push(...(await imagesIn(path, recursive)));
    } else if (IMAGE_NAME.test(entry.name) && !(entry.isSymbolicLink() && (await isFolder(path)))) {
      files.push(path);
    }
  }
  return files;
}

async function isFolder(link: string): Promise<boolean> {
  const target = await stat(link).catch(() => undefined); // dangling: kept in the list, reading it tells why
  return target?.isDirectory() ?? false;
}
