import type { Reading } from '../../../registry/reading.js';
import type { Log } from '../../../service/log.js';

/** What the registry has: grows with every change, and all slides there are. */
export interface News {
  readonly version: number;
  readonly slides: number;
}

/**
 * Says when the registry has changed. The version is asked every few seconds while anybody listens, for all listeners together;
 * slides are counted only when it has changed.
 */
export class NewsWatch {
  private last: News | undefined;
  private readonly listeners = new Set<(news: News) => void>();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;

  constructor(
    private readonly registry: Reading,
    private readonly log: Log,
    private readonly now: () => number,
    private readonly everyMs: number,
  ) {}

  /** Rejects with StorageError. */
  async current(): Promise<News> {
    const version = await this.registry.version();
    if (this.last?.version === version) return this.last;
    const sites = await this.registry.sites({ fromMs: 0, nowMs: this.now(), lateAfterMs: 0 });
    const news = { version, slides: sites.reduce((sum, { slides }) => sum + slides, 0) };
    // Of two that ask at once the later may be answered first.
    if (this.last === undefined || this.last.version < version) this.last = news;
    return news;
  }

  /** @returns ends the listening. */
  listen(listener: (news: News) => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => void this.ask(), this.everyMs).unref();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const before = this.last?.version;
    try {
      const news = await this.current();
      if (news.version !== before) for (const listener of this.listeners) listener(news);
    } catch (cause) {
      // Pages that are asked for say it to people; here it is asked again.
      this.log.warn('live updates: the registry does not answer', { error: String(cause) });
    } finally {
      this.asking = false;
    }
  }
}
