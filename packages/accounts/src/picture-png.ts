/** PNG (W3C PNG, third edition): a signature and chunks of length, name, data, checksum. Pure. */
import { ByteReader, joined } from './byte-reader.ts';
import { PictureInvalid } from './errors.ts';
import type { Stripped } from './picture.ts';

/** Palette, transparency, and how numbers become light. `iCCP` is left out: it may name its maker. */
const drawing: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'cHRM', 'gAMA', 'sRGB', 'cICP', 'sBIT', 'IDAT', 'IEND']);

/** @throws {PictureInvalid} */
export function stripPng(bytes: Uint8Array): Stripped {
  const reader = new ByteReader(bytes);
  const kept = [reader.take(8)];
  let size: { widthPx: number; heightPx: number } | undefined;
  let hasData = false;
  for (;;) {
    const start = reader.at;
    const length = reader.u32();
    const name = reader.name();
    if (name === 'acTL') throw new PictureInvalid('animated');
    const body = new ByteReader(reader.take(length));
    reader.take(4);
    if ((name === 'IHDR') !== (size === undefined)) throw new PictureInvalid('damaged'); // first, and once
    if (name === 'IHDR') size = { widthPx: body.u32(), heightPx: body.u32() };
    if (name === 'IDAT') hasData = true;
    if (drawing.has(name)) kept.push(bytes.subarray(start, reader.at));
    // A critical chunk (capital first letter) that is not known cannot be left out without spoiling the picture.
    else if (/^[A-Z]/.test(name) || !/^[A-Za-z]{4}$/.test(name)) throw new PictureInvalid('damaged');
    if (name === 'IEND') break;
  }
  if (!size || !hasData) throw new PictureInvalid('damaged');
  return { bytes: joined(kept), ...size };
}
