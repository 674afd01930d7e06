export interface EventQueueParts<Event> {
  readonly handle: (event: Event) => void;
  /** Nothing waits any more, or handling broke. */
  readonly rested: () => void;
  /** What handling threw. What still waits is handled with the next event. */
  readonly broken: (error: unknown) => void;
}

/** Hands events on one at a time, each to its end: one that comes while another is handled waits for its turn. */
export class EventQueue<Event extends object> {
  readonly #waiting: Event[] = [];
  #handling = false;

  constructor(private readonly parts: EventQueueParts<Event>) {}

  /** Something happened. Handled before this returns, unless it came out of the handling of another one. */
  put(event: Event): void {
    const { handle, rested, broken } = this.parts;
    this.#waiting.push(event);
    if (this.#handling) return;
    this.#handling = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) handle(next);
    } catch (error) {
      broken(error);
    } finally {
      this.#handling = false;
    }
    rested();
  }
}
