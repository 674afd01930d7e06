import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { InputError } from '../base/errors.js';

const imageExtension = /\.(png|webp|jpe?g|tiff?)$/i;
/** Deep enough for images/train/x.jpg inside an unpacked archive's own folder. */
const deepest = 4;

/** A folder, or a link to one. A link to nothing is a file that will not be found. */
async function isFolder(entry: Dirent, full: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(full).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** What lies in a labelled folder: names of its files, relative with `/`, in a fixed order. */
export class LabelledFolder {
  readonly path: string;
  readonly files: readonly string[];
  readonly images: readonly string[];
  private readonly byPath = new Map<string, string>();
  private readonly byName = new Map<string, string[]>();

  private constructor(path: string, files: readonly string[]) {
    this.path = path;
    this.files = files;
    this.images = files.filter((file) => imageExtension.test(file));
    for (const file of this.images) {
      this.byPath.set(file.toLowerCase(), file);
      const name = basename(file).toLowerCase();
      this.byName.set(name, [...(this.byName.get(name) ?? []), file]);
    }
  }

  /** Lists the folder. Throws InputError when it cannot be read or is no folder. Hidden files are left aside. */
  static async open(path: string): Promise<LabelledFolder> {
    const files: string[] = [];
    const walk = async (folder: string, depth: number): Promise<void> => {
      let entries: Dirent[];
      try {
        entries = await readdir(folder, { withFileTypes: true });
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new InputError(
          'folder-unreadable',
          `cannot list ${folder}: ${reason}`,
          'Name a folder that exists and can be read.',
          {
            cause,
          },
        );
      }
      for (const entry of entries) {
        if (entry.name.startsWith('.')) continue;
        const full = join(folder, entry.name);
        if (await isFolder(entry, full)) {
          if (depth < deepest) await walk(full, depth + 1);
        } else {
          files.push(relative(path, full).split(sep).join('/'));
        }
      }
    };
    await walk(path, 0);
    // Plain code-unit order: the same on every system and in every language setting.
    files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return new LabelledFolder(path, files);
  }

  /** Absolute or working-folder path of a listed file. */
  at(file: string): string {
    return join(this.path, file);
  }

  /** A file directly in the folder, whatever its letter case; undefined when there is none. */
  topFile(name: string): string | undefined {
    return this.files.find((file) => file.toLowerCase() === name.toLowerCase());
  }

  /**
   * The image that a table means by `name`: the same path, else below images/, else the only image of that file name; letter
   * case does not matter. Undefined when there is none or the name is ambiguous.
   */
  findImage(name: string): string | undefined {
    const wanted = name.replaceAll('\\', '/').replace(/^\.\//, '').toLowerCase();
    const exact = this.byPath.get(wanted) ?? this.byPath.get(`images/${wanted}`);
    if (exact !== undefined) return exact;
    const same = this.byName.get(basename(wanted)) ?? [];
    return same.length === 1 ? same[0] : undefined;
  }

  /** Images that no table or label file speaks of: a sentence with their number, or none. */
  unlabelledNote(labelled: ReadonlySet<string>): string[] {
    const n = this.images.filter((image) => !labelled.has(image)).length;
    return n === 0 ? [] : [`${n} images of the folder have no label and are left out.`];
  }
}
