/** A colour frame: H×W×3, uint8, RGB interleaved, row by row. `data.length === width * height * 3`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
