import { sharp } from '../../capture/image-library.js';
import type { Tile } from './failure.js';
import { tileSide } from './pictures.js';

const columns = 5;
const rows = 5;
const gap = 10;
const textHeight = 42;
const head = 34;
const tileWidth = 2 * tileSide + 4 + gap;
const tileHeight = tileSide + textHeight;
/** Few colours keep a sheet of photographs small enough to keep beside the weights. */
const colours = 96;

export const tilesOnSheet = columns * rows;

/**
 * A sheet of up to `tilesOnSheet` tiles as PNG: number, score and label under each, the surroundings on the left and the crop as
 * the net sees it on the right. `first`: number of the first tile.
 */
export async function contactSheet(
  title: string,
  tiles: readonly (Tile & { readonly kind?: string })[],
  first: number,
): Promise<Uint8Array> {
  const width = columns * tileWidth + gap;
  const height = head + Math.ceil(tiles.length / columns) * tileHeight + gap;
  const parts: {
    input: Buffer;
    raw: { width: number; height: number; channels: 3 };
    left: number;
    top: number;
  }[] = [];
  const words: string[] = [text(gap, 22, title, 15, 600)];
  for (const [i, tile] of tiles.entries()) {
    const left = gap + (i % columns) * tileWidth;
    const top = head + Math.floor(i / columns) * tileHeight;
    const paste = (data: Uint8Array, x: number): void => {
      parts.push({
        input: Buffer.from(data),
        raw: { width: tileSide, height: tileSide, channels: 3 },
        left: x,
        top,
      });
    };
    paste(tile.around.data, left);
    if (tile.crop === undefined)
      words.push(text(left + tileSide + 14, top + tileSide / 2, 'no cell cut', 12));
    else paste(await enlarged(tile.crop), left + tileSide + 4);
    const score = tile.score < 0 ? '' : tile.score.toFixed(3);
    words.push(text(left, top + tileSide + 13, `${first + i}  ${score}`, 12, 600));
    words.push(text(left + 70, top + tileSide + 13, fitting(tile.label, 22), 12));
    words.push(text(left, top + tileSide + 28, fitting(tile.kind ?? '', 38), 11));
  }
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `font-family="'DejaVu Sans', Helvetica, Arial, sans-serif" fill="#22313f">${words.join('')}</svg>`;
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...parts, { input: Buffer.from(svg), left: 0, top: 0 }])
    .png({ palette: true, colours, effort: 8 })
    .toBuffer();
}

/** What of the words fits beside the next tile. */
function fitting(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

/** The crop enlarged a whole number of times without smoothing, in the middle of a tile: pixels as the net has them. */
async function enlarged({ width, height, data }: Tile['around']): Promise<Buffer> {
  const times = Math.max(1, Math.floor(tileSide / Math.max(width, height)));
  const [spareX, spareY] = [tileSide - width * times, tileSide - height * times];
  if (spareX < 0 || spareY < 0) throw new RangeError(`a crop of ${width}×${height} is larger than a tile`);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(width * times, height * times, { kernel: 'nearest' })
    .extend({
      left: spareX >> 1,
      right: spareX - (spareX >> 1),
      top: spareY >> 1,
      bottom: spareY - (spareY >> 1),
      background: '#ffffff',
    })
    .raw()
    .toBuffer();
}

function text(x: number, y: number, content: string, size: number, weight = 400): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}">${escaped}</text>`;
}
