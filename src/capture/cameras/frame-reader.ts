/** Where a reader puts what it cut out of the stream. */
export interface FrameDelivery {
  /** Room for one frame; asking again gives up the room lent last. */
  room(bytes: number): Uint8Array;
  /** The room lent last now holds a whole frame, H×W×3 uint8 RGB, whose first byte came at `uptimeMs`. */
  done(pixels: Uint8Array, width: number, height: number, uptimeMs: number): void;
}

/** Cuts a stream of bytes into frames. What is cut off at the stream's end is never delivered. */
export interface FrameReader {
  /**
   * The next bytes of the stream, which came at `uptimeMs`.
   *
   * @throws HardwareError camera-bad-frame when they cannot be part of a frame.
   */
  read(chunk: Uint8Array, uptimeMs: number): void;
}
