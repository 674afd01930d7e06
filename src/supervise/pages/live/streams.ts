import type { ServerResponse } from 'node:http';
import type { News } from './news.js';

export interface StreamLimits {
  /** Open at once, all and of one user. */
  readonly all: number;
  readonly perUser: number;
  /** A comment so often keeps proxies from ending a silent connection. */
  readonly heartbeatMs: number;
  /** After so long a stream ends and the browser asks again. */
  readonly lifetimeMs: number;
}

export const defaultStreamLimits: StreamLimits = {
  all: 200,
  perUser: 4,
  heartbeatMs: 25_000,
  lifetimeMs: 120_000,
};

/** Who reads a stream. */
export interface Reader {
  readonly user: string;
  /** Whether they are still let in. */
  readonly mayStay: () => Promise<boolean>;
}

interface Stream {
  readonly reader: Reader;
  readonly end: () => void;
}

/** Open event streams (HTML Living Standard, 9.2). */
export class Streams {
  private readonly open = new Set<Stream>();
  private reviewing: Promise<void> | undefined;
  private again = false;

  /** @param onTrouble told when it cannot be found out whether a reader is still let in. */
  constructor(
    private readonly limits: StreamLimits,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  get size(): number {
    return this.open.size;
  }

  full(): boolean {
    return this.open.size >= this.limits.all;
  }

  /**
   * Begins a stream on a response whose head has been written. Of one user's the oldest gives way.
   *
   * @param listen called once with what takes news; what it returns is called when the stream ends.
   */
  start(reader: Reader, response: ServerResponse, listen: (take: (news: News) => void) => () => void): void {
    // Gone while it was being answered: its end has been told already, and would not be again.
    if (response.destroyed) return;
    const mine = [...this.open].filter((stream) => stream.reader.user === reader.user);
    for (const stream of mine.slice(0, Math.max(0, mine.length - this.limits.perUser + 1))) stream.end();
    const write = (text: string): void => {
      // A reader that does not read any more must not fill the memory; it asks again.
      if (!response.write(text) && response.writableLength > 64 * 1024) response.destroy();
    };
    const stopListening = listen((news) => write(newsEvent(news)));
    const heartbeat = setInterval(() => write(': still here\n\n'), this.limits.heartbeatMs).unref();
    const lifetime = setTimeout(() => stream.end(), this.limits.lifetimeMs).unref();
    const forget = (): void => {
      clearInterval(heartbeat);
      clearTimeout(lifetime);
      stopListening();
      this.open.delete(stream);
    };
    const stream: Stream = {
      reader,
      end: () => {
        forget();
        // What was not read by now never will be.
        if (response.writableNeedDrain) response.destroy();
        else response.end();
      },
    };
    this.open.add(stream);
    response.once('close', forget);
  }

  /** Ends what is read by somebody who is no longer let in. Asked for while it goes on, it is done once more. */
  review(): Promise<void> {
    this.again = true;
    this.reviewing ??= this.reviewAll().finally(() => (this.reviewing = undefined));
    return this.reviewing;
  }

  private async reviewAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      for (const stream of this.open)
        try {
          if (!(await stream.reader.mayStay())) stream.end();
        } catch (error) {
          // A registry that is away lets nobody in; nor does it say that somebody must go.
          this.onTrouble(error);
          return;
        }
    }
  }

  endAll(): void {
    for (const stream of this.open) stream.end();
  }
}

/** The id lets a browser that comes back say what it has seen already. */
export function newsEvent({ version, slides }: News): string {
  return `id: ${version}\nevent: news\ndata: ${JSON.stringify({ version, slides })}\n\n`;
}
