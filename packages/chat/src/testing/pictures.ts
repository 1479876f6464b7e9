/** Pictures as people send them, and as somebody hostile does. */
import { crc32, deflateSync } from 'node:zlib';
import { Transformer } from '@napi-rs/image';

/** One colour; without a figure to see through. */
export const picture = (widthPx: number, heightPx: number, alpha = 255): Transformer =>
  Transformer.fromRgbaPixels(new Uint8Array(widthPx * heightPx * 4).fill(alpha), widthPx, heightPx);
export const png = (widthPx = 100, heightPx = 50): Promise<Buffer> => picture(widthPx, heightPx).png();

/** A photograph as a phone makes it: on its side, and with words of the camera's beside the picture (Exif). */
export async function photo(widthPx: number, heightPx: number): Promise<Buffer> {
  const jpeg = await picture(widthPx, heightPx).jpeg();
  const words = Buffer.from('Rathausplatz 1\0');
  const exif = Buffer.alloc(38);
  exif.write('II*\0', 0, 'latin1');
  exif.writeUInt32LE(8, 4);
  exif.writeUInt16LE(2, 8);
  exif.set([0x0e, 0x01, 2, 0, words.length, 0, 0, 0, 38, 0, 0, 0], 10); // ImageDescription, text
  exif.set([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0], 22); // Orientation 6
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif, words]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** A few bytes that claim to be 60,000 pixels wide and high. */
export function bomb(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))), chunk('IEND', Buffer.alloc(0))]);
}
