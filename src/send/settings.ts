/** How a device sends; times in ms. */
export interface SenderSettings {
  /** Records sent and not acknowledged at any time, ≥ 1. */
  readonly inFlight: number;
  /** A record that was not acknowledged within this time is sent again; a collector that acknowledges nothing so long is away. */
  readonly acknowledgeWithinMs: number;
  /** Before the second attempt to connect at most this; twice as much before each later one, up to the cap. */
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** Times of day in which is sent, as the workflow's; none: always. */
  readonly windows: readonly { readonly fromMinute: number; readonly toMinute: number }[];
  /** Bytes that health and thumbnails may not go above within a day, results counted in; results go all the same. */
  readonly mostBytesPerDay?: number;
  /** Bytes after which a connection is ended; the next begins `restMs` later. A single record may be larger. */
  readonly mostBytesPerConnection?: number;
  readonly restMs: number;
  /** A connection with nothing to carry is kept so long. */
  readonly lingerMs: number;
  /** What the outbox may take of the store, bytes; beyond it thumbnails, then health are given up. */
  readonly mostOutboxBytes: number;
}

export const DEFAULT_SENDER_SETTINGS: SenderSettings = {
  inFlight: 20,
  acknowledgeWithinMs: 60_000,
  backoffBaseMs: 2_000,
  backoffCapMs: 15 * 60_000,
  windows: [],
  restMs: 10 * 60_000,
  lingerMs: 15_000,
  mostOutboxBytes: 512 * 1024 * 1024,
};
