import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PictureInvalid } from './errors.ts';
import { cleanPicture, MAX_PICTURE_BYTES } from './picture.ts';
import {
  alphaWebp,
  animatedPng,
  animatedWebp,
  inserted,
  jpeg,
  jpegSegment,
  losslessWebp,
  lossyWebp,
  png,
  pngChunk,
  withWebpChunk,
} from './testing/pictures.ts';

const canary = Buffer.from('GPS 48.137,11.575 canary');

function holdsCanary(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes('canary');
}

function reasonOf(bytes: Uint8Array): string {
  try {
    cleanPicture(bytes);
    return 'taken';
  } catch (error) {
    if (error instanceof PictureInvalid) return error.reason;
    throw error;
  }
}

test.each([
  ['PNG', png, 'image/png'],
  ['JPEG', jpeg, 'image/jpeg'],
  ['lossy WebP', lossyWebp, 'image/webp'],
  ['lossless WebP', losslessWebp, 'image/webp'],
  ['WebP with transparency', alphaWebp, 'image/webp'],
])('a %s is taken, and cleaning it again changes nothing', (_, bytes, format) => {
  const first = cleanPicture(bytes);
  expect(first.format).toBe(format);
  expect(cleanPicture(first.bytes)).toEqual(first);
});

test('a PNG loses texts, time and EXIF, and keeps what draws', () => {
  const plain = cleanPicture(png).bytes;
  for (const name of ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'iCCP', 'prVt']) {
    const dirty = inserted(png, 33, pngChunk(name, canary));
    expect(holdsCanary(dirty)).toBe(true);
    expect(cleanPicture(dirty).bytes).toEqual(plain);
  }
});

test('a JPEG loses EXIF, XMP, comments and further pictures', () => {
  const plain = cleanPicture(jpeg).bytes;
  for (const marker of [0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xef, 0xfe]) {
    expect(cleanPicture(inserted(jpeg, 2, jpegSegment(marker, canary))).bytes).toEqual(plain);
  }
});

test('a WebP loses EXIF, XMP and profile, also where its head announced them', () => {
  for (const name of ['EXIF', 'XMP ', 'ICCP', 'HARM']) {
    expect(cleanPicture(withWebpChunk(lossyWebp, name, canary)).bytes).toEqual(cleanPicture(lossyWebp).bytes);
    const announced = withWebpChunk(alphaWebp, name, canary);
    announced[20] = 0x10 | 0x2c;
    expect(cleanPicture(announced).bytes).toEqual(cleanPicture(alphaWebp).bytes);
  }
});

test('what hides behind the end of a picture is cut off', () => {
  for (const bytes of [png, jpeg, losslessWebp]) {
    const polyglot = Buffer.concat([bytes, Buffer.from('<script>canary</script>')]);
    expect(holdsCanary(cleanPicture(polyglot).bytes)).toBe(false);
  }
});

test('moving pictures are refused', () => {
  expect(reasonOf(animatedPng)).toBe('animated');
  expect(reasonOf(animatedWebp)).toBe('animated');
});

test('other formats are refused, whatever they are called', () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    'GIF89a',
    '%PDF-1.7',
    '<!doctype html>',
    '',
    'BM',
    'RIFF____WAVE',
  ]) {
    expect(reasonOf(Buffer.from(text))).toBe('unknown-format');
  }
});

test('a picture may have 2048 pixels a side and no more', () => {
  const withSide = (px: number): Uint8Array => {
    const changed = Buffer.from(png);
    changed.writeUInt32BE(px, 16);
    return changed;
  };
  expect(reasonOf(withSide(2048))).toBe('taken');
  expect(reasonOf(withSide(2049))).toBe('too-many-pixels');
  expect(reasonOf(withSide(30_000))).toBe('too-many-pixels');
  expect(reasonOf(withSide(0))).toBe('damaged');
});

test('a file above 512 kB is refused before it is looked at', () => {
  expect(reasonOf(new Uint8Array(MAX_PICTURE_BYTES + 1))).toBe('too-large');
});

test('a file cut anywhere is damaged, never half stored', () => {
  for (const bytes of [png, jpeg, lossyWebp, losslessWebp, alphaWebp]) {
    for (let length = 12; length < bytes.length; length++) {
      const end = bytes === jpeg && length === bytes.length;
      if (!end) expect(reasonOf(bytes.subarray(0, length))).not.toBe('taken');
    }
  }
});

test('any spoiled file is taken or refused quickly, never a fault', () => {
  const files = [png, jpeg, lossyWebp, losslessWebp, alphaWebp, animatedPng, animatedWebp];
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(700), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      (file, spoils) => {
        const spoiled = Uint8Array.from(file);
        for (const [at, value] of spoils) if (at < spoiled.length) spoiled[at] = value;
        expect(['taken', 'damaged', 'animated', 'too-many-pixels', 'unknown-format']).toContain(reasonOf(spoiled));
      },
    ),
    { numRuns: 3_000 },
  );
});
