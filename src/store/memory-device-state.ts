import { isAnchor, type ClockAnchor } from '../clock/dating.js';
import type { Moment } from '../clock/moment.js';
import * as rules from './rules.js';

/** The state of the device in memory; `MemorySlideStore` puts it under its own door. */
export class MemoryDeviceState {
  readonly #state = new Map<string, string>();
  readonly #anchors = new Map<string, ClockAnchor>();
  readonly #labels = new Set<string>();
  #lastLabel = 0;

  read(key: string): unknown {
    const text = this.#state.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  write(key: string, value: unknown): void {
    rules.checkState(key, value);
    if (value === undefined) this.#state.delete(key);
    else this.#state.set(key, rules.strictJson(value));
  }

  nextNumber(): number {
    let next = this.#lastLabel + 1;
    while (this.#labels.has(rules.runningLabel(next))) next++;
    return next;
  }

  takeLabel(label: string): void {
    const next = this.nextNumber();
    if (label === rules.runningLabel(next)) this.#lastLabel = next;
    this.#labels.add(label);
  }

  anchor(sequence: number, at: Moment): void {
    const event = { sequence, at };
    if (isAnchor(event)) this.#anchors.set(`${event.at.trust} ${at.bootId}`, rules.asStored(event));
  }

  anchors(): ClockAnchor[] {
    return [...this.#anchors.values()].sort((a, b) => a.sequence - b.sequence);
  }
}
