/** What moves the slide on by one field where no hand does: a motorised stage, a flow cell. */
export interface StageAdvance {
  /**
   * Moves on by one field; calls made meanwhile follow in order. Resolves when the move was asked for and acknowledged as far
   * as the adapter can know: frames may still have to settle. Rejects with HardwareError stage-* or gpio-*; a later call tries
   * again.
   */
  advance(): Promise<void>;
  /** Breaks off what is under way (its `advance` rejects with stage-closed) and gives the line or process back. Safe twice. */
  close(): Promise<void>;
}
