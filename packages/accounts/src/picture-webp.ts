/** WebP (RFC 9649): a RIFF file of chunks of name, length, data, padded to even length. Pure. */
import { ByteReader, joined } from './byte-reader.ts';
import { PictureInvalid } from './errors.ts';
import type { Stripped } from './picture.ts';

type Size = { widthPx: number; heightPx: number };

const ANIMATION = 0x02;
const ALPHA = 0x10;

/** @throws {PictureInvalid} */
export function stripWebp(bytes: Uint8Array): Stripped {
  const file = new ByteReader(bytes, 4);
  const reader = new ByteReader(file.take(file.u32(true)), 4);
  const kept: Uint8Array[] = [];
  let canvas: Size | undefined;
  let image: Size | undefined;
  while (reader.left > 0) {
    const name = reader.name();
    const length = reader.u32(true);
    const data = reader.take(length);
    if (length % 2 === 1) reader.take(1);
    switch (name) {
      case 'VP8X':
        if (canvas ?? image) throw new PictureInvalid('damaged');
        canvas = canvasOf(data);
        kept.push(chunk('VP8X', onlyAlpha(data)));
        break;
      case 'ANIM':
      case 'ANMF':
        throw new PictureInvalid('animated');
      case 'ALPH':
        kept.push(chunk(name, data));
        break;
      case 'VP8 ':
      case 'VP8L':
        if (image) throw new PictureInvalid('damaged');
        image = name === 'VP8L' ? losslessSize(data) : lossySize(data);
        kept.push(chunk(name, data));
        break;
      default: // ICCP, EXIF, XMP and what nobody knows: readers skip them, so they can go
    }
  }
  if (!image || (canvas && (canvas.widthPx !== image.widthPx || canvas.heightPx !== image.heightPx))) throw new PictureInvalid('damaged');
  const body = joined([ascii('WEBP'), ...kept]);
  return { bytes: joined([ascii('RIFF'), u32le(body.length), body]), ...image };
}

function canvasOf(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  if (reader.u8() & ANIMATION) throw new PictureInvalid('animated');
  reader.take(3);
  const widthPx = reader.u24le() + 1;
  return { widthPx, heightPx: reader.u24le() + 1 };
}

/** The chunks that the other flags announce are gone. */
function onlyAlpha(data: Uint8Array): Uint8Array {
  const copy = data.slice(0, 10);
  copy[0] = (copy[0] ?? 0) & ALPHA;
  return copy;
}

/** Of a key frame (RFC 6386 §9.1); scaling bits in the top two bits. */
function lossySize(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  const isKeyFrame = (reader.u8() & 1) === 0;
  reader.take(2);
  const startCode = [reader.u8(), reader.u8(), reader.u8()];
  if (!isKeyFrame || startCode.join() !== '157,1,42') throw new PictureInvalid('damaged');
  const widthPx = reader.u16(true) & 0x3fff;
  return { widthPx, heightPx: reader.u16(true) & 0x3fff };
}

function losslessSize(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  if (reader.u8() !== 0x2f) throw new PictureInvalid('damaged');
  const bits = reader.u32(true);
  return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 };
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  return joined([ascii(name), u32le(data.length), data, new Uint8Array(data.length % 2)]);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function u32le(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
