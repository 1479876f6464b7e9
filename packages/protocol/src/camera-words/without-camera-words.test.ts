/** The photographs in `fixtures` are ffmpeg's and libheif's; exiftool has written into them where they were taken, by whom, and how they lie. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { exifOf, orientationIn } from './exif.ts';
import { withoutCameraWords } from './without-camera-words.ts';

const photo = (ending: string): Promise<Buffer> => readFile(new URL(`fixtures/photo.${ending}`, import.meta.url));
const bare = async (bytes: Buffer, type = 'image/jpeg'): Promise<Buffer> =>
  Buffer.from(await (await withoutCameraWords(new Blob([new Uint8Array(bytes)], { type }))).arrayBuffer());
const words = ['Rathauskamera', 'Anna Huber', 'Rathausplatz', 'GPS', 'xmp'];
const latitude = Buffer.from([0, 0, 0, 48, 0, 0, 0, 1]); // 48 degrees, as Exif writes it

test.each(['jpg', 'png', 'webp', 'heic', 'avif'])('a photograph as %s tells neither place nor camera nor name', async (ending) => {
  const before = await photo(ending);
  expect(['Rathauskamera', 'Anna Huber'].filter((word) => before.includes(word))).toHaveLength(2);
  const after = await bare(before);
  expect(words.filter((word) => after.includes(word))).toEqual([]);
  expect([before.includes(latitude), after.includes(latitude)]).toEqual([true, false]);
  expect(await bare(after)).toEqual(after);
});

test.each([
  ['jpg', [0xff, 0xda], [0xff, 0xd9]],
  ['png', 'IDAT', 'IEND'],
  ['webp', 'VP8 ', 'EXIF'],
] as const)('what was drawn in %s stays bit for bit, and lies as before', async (ending, from, to) => {
  const before = await photo(ending);
  const start = before.indexOf(typeof from === 'string' ? from : Buffer.from(from));
  const drawn = before.subarray(start, before.indexOf(typeof to === 'string' ? to : Buffer.from(to), start));
  const after = await bare(before);
  expect(drawn.length).toBeGreaterThan(50);
  expect(after.includes(drawn)).toBe(true);
  expect(after.includes(Buffer.from(exifOf(6) ?? []))).toBe(true);
});

test.each(['heic', 'avif'])('in %s nothing moves: only words are overwritten', async (ending) => {
  const before = await photo(ending);
  const after = await bare(before);
  expect(after.length).toBe(before.length);
  const changed = [...before.keys()].filter((at) => before[at] !== after[at]);
  const pixels = before.indexOf('mdat');
  expect(changed.every((at) => at > pixels)).toBe(true);
});

test('what is no photograph, or a damaged one, stays what it is, and its type too', async () => {
  const jpeg = await photo('jpg');
  const others = [Buffer.from('%PDF-1.7 GPS'), Buffer.alloc(0), Buffer.from('GIF89a')];
  for (const other of others) expect(await bare(other)).toEqual(other);
  for (const ending of ['png', 'heic', 'avif']) {
    const cut = (await photo(ending)).subarray(0, 200);
    expect(await bare(cut)).toEqual(cut);
  }
  // Of a picture cut off while it was sent what is there is shown, so it is cleared too.
  expect((await bare(jpeg.subarray(0, jpeg.length - 300))).includes('Rathauskamera')).toBe(false);
  expect((await withoutCameraWords(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }))).type).toBe('image/jpeg');
});

test('hostile numbers end in nothing worse than the same file', async () => {
  for (const ending of ['jpg', 'png', 'webp', 'heic', 'avif']) {
    const before = await photo(ending);
    for (let at = 12; at < Math.min(before.length, 700); at++) {
      const broken = Buffer.from(before);
      broken[at] = 0xff;
      expect((await bare(broken)).length).toBeLessThanOrEqual(broken.length + 100);
    }
  }
});

test.each([1, 3, 8])('how it lies (%d) is read as it was written', (orientation) => {
  expect(orientationIn(exifOf(orientation) ?? new Uint8Array())).toBe(orientation);
});
