import { StringDecoder } from 'node:string_decoder';

const MOST_LINES = 20;
const LONGEST_LINE = 300;

/** Keeps the last lines of what a program says, whatever it says: bounded, without escape sequences. */
export class LineTail {
  readonly #decoder = new StringDecoder('utf8');
  #lines: string[] = [];
  #open = '';

  add(chunk: Uint8Array): void {
    const pieces = (this.#open + this.#decoder.write(chunk)).split(/[\r\n]+/);
    this.#open = (pieces.pop() ?? '').slice(0, LONGEST_LINE);
    this.#lines = [...this.#lines, ...pieces.map(plain).filter((line) => line !== '')].slice(-MOST_LINES);
  }

  lines(): readonly string[] {
    const last = plain(this.#open);
    return last === '' ? this.#lines : [...this.#lines, last];
  }
}

function plain(line: string): string {
  return line
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/[^\x20-\x7e\u00a0-\uffff]/g, '')
    .trim()
    .slice(0, LONGEST_LINE);
}
