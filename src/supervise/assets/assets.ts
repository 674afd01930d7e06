import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export type AssetEncoding = 'br' | 'gzip' | 'identity';

export interface Asset {
  readonly type: string;
  readonly bodies: Readonly<Record<AssetEncoding, Uint8Array>>;
}

/** Style sheets, scripts and drawings, under addresses that change with their content, so that browsers may keep them for ever. */
export class Assets {
  private readonly byAddress = new Map<string, Asset>();

  /**
   * @param name file name with its ending, small letters.
   * @param type its MIME type.
   * @returns the address to write into pages.
   */
  add(name: string, type: string, content: string | Uint8Array): string {
    const body = Buffer.from(content);
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12);
    const dot = name.lastIndexOf('.');
    const address = `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
    if (!this.byAddress.has(address))
      this.byAddress.set(address, {
        type,
        // Once, when the server starts: as small as they get.
        bodies: {
          br: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
          gzip: gzipSync(body, { level: 9 }),
          identity: body,
        },
      });
    return address;
  }

  at(address: string): Asset | undefined {
    return this.byAddress.get(address);
  }
}
