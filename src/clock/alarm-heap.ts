/** An alarm that waits: when it is due, and its place among those due at the same millisecond. */
export interface Alarm {
  readonly dueMs: number;
  readonly order: number;
  /** Undefined once taken away: it stays in the heap and is passed over. */
  ring: (() => void) | undefined;
}

/** Alarms by due time, those of one time in the order they were set: a binary heap. */
export class AlarmHeap {
  readonly #alarms: Alarm[] = [];

  add(alarm: Alarm): void {
    const heap = this.#alarms;
    let place = heap.push(alarm) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(alarm, heap[above])) break;
      heap[place] = heap[above];
      place = above;
    }
    heap[place] = alarm;
  }

  /** The next alarm that was not taken away, left where it is. */
  next(): Alarm | undefined {
    while (this.#alarms.length > 0 && this.#alarms[0].ring === undefined) this.#dropFirst();
    return this.#alarms.at(0);
  }

  /** As `next`, and takes it out. */
  take(): Alarm | undefined {
    const next = this.next();
    if (next !== undefined) this.#dropFirst();
    return next;
  }

  clear(): void {
    this.#alarms.length = 0;
  }

  #dropFirst(): void {
    const heap = this.#alarms;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below++;
      if (below >= heap.length || !isBefore(heap[below], last)) break;
      heap[place] = heap[below];
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
