import { dotsOf } from './font.js';

/** Characters the chip lets a program draw. */
export const glyphSlots = 8;

/**
 * Characters that both character ROMs (A00 Japanese, A02 European) have at their ASCII place. Everything else is drawn: the
 * ROM's own accents, µ and blocks stand in different places, and nobody can see from outside which ROM a module has.
 */
export function inEveryRom(character: string): boolean {
  return character >= ' ' && character <= '}' && character !== '\\';
}

/**
 * Which drawn character sits in which of the eight slots. Characters that stay keep their slot; slots of characters gone from
 * the page are given away; when a page has more than eight, the later ones fall back to the plain letter or "?".
 */
export class GlyphSlots {
  #slots: (string | undefined)[] = new Array<string | undefined>(glyphSlots).fill(undefined);

  forget(): void {
    this.#slots.fill(undefined);
  }

  /** Character codes of the lines, and the slots whose drawing must be sent first. */
  allot(lines: readonly string[]): {
    codes: number[][];
    changed: { slot: number; dots: readonly number[] }[];
  } {
    const wanted = new Set(lines.flatMap((line) => Array.from(line)).filter((char) => !inEveryRom(char)));
    const changed: { slot: number; dots: readonly number[] }[] = [];
    for (const character of wanted) {
      const dots = dotsOf(character);
      if (!dots || this.#slots.includes(character)) continue;
      const slot = this.#slots.findIndex((held) => held === undefined || !wanted.has(held));
      if (slot < 0) continue;
      this.#slots[slot] = character;
      changed.push({ slot, dots });
    }
    return { codes: lines.map((line) => Array.from(line, (character) => this.#code(character))), changed };
  }

  #code(character: string): number {
    if (inEveryRom(character)) return character.charCodeAt(0);
    const slot = this.#slots.indexOf(character);
    if (slot >= 0) return slot;
    const base = character.normalize('NFD').charAt(0);
    return inEveryRom(base) ? base.charCodeAt(0) : '?'.charCodeAt(0);
  }
}
