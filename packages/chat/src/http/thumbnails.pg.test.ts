import { Transformer } from '@napi-rs/image';
import { imageSize } from 'image-size';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileHouse } from '../testing/file-house.ts';
import type { MatrixClient } from '../testing/house.ts';
import { bomb, photo, picture, png } from '../testing/pictures.ts';

let files: FileHouse;
let alice: MatrixClient;

beforeAll(async () => {
  files = await FileHouse.open();
  alice = await files.house.client('alice');
});
afterAll(() => files?.close());

test('thumbnails are small, upright and silent of where they were taken', async () => {
  const bytes = await photo(1200, 600);
  expect((await new Transformer(bytes).metadata(true)).orientation).toBe(6);
  const mxc = await files.upload(alice, bytes, 'image/jpeg');
  const answer = await files.thumbnail(alice, mxc, 'width=300&height=200&method=scale');
  const small = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(imageSize(small)).toMatchObject({ width: 120, height: 240 });
  expect([bytes.includes('Rathausplatz'), small.includes('Rathausplatz'), small.includes('Exif')]).toEqual([true, false, false]);
  expect((await new Transformer(small).metadata()).width).toBe(120);
  const square = Buffer.from(await (await files.thumbnail(alice, mxc)).arrayBuffer());
  expect(imageSize(square)).toMatchObject({ width: 96, height: 96 });
});

test.each([
  ['image/png', async () => picture(300, 200, 100).png(), 'image/png', [96, 96]],
  ['image/webp', async () => picture(300, 200).webp(), 'image/jpeg', [96, 96]],
  ['image/avif', async () => picture(300, 200).avif({ speed: 10 }), 'image/png', [96, 96]],
  ['image/jpeg', async () => picture(40, 300).jpeg(), 'image/jpeg', [40, 96]],
  ['image/jpeg', async () => picture(20, 10).jpeg(), 'image/jpeg', [20, 10]],
] as const)('%s is made small, and nothing is made larger', async (type, make, madeType, [width, height]) => {
  const answer = await files.thumbnail(alice, await files.upload(alice, await make(), type));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, madeType]);
  expect(imageSize(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width, height });
});

test('a picture with too many pixels, a damaged one and no picture at all have no thumbnail, and the server lives', async () => {
  expect(bomb().length).toBeLessThan(2_000);
  expect((await files.thumbnail(alice, await files.upload(alice, bomb()))).status).toBe(413);
  const damaged = (await png()).subarray(0, 60);
  expect((await files.thumbnail(alice, await files.upload(alice, damaged))).status).toBe(400);
  expect((await files.thumbnail(alice, await files.upload(alice, 'Text', 'text/plain'))).status).toBe(400);
  const mxc = await files.upload(alice, await png());
  for (const size of ['', 'width=-1&height=5', 'width=5', 'width=5&height=5&method=stretch', 'width=1e9&height=9'])
    expect([size, (await files.thumbnail(alice, mxc, size)).status]).toEqual([size, 400]);
  expect((await files.thumbnail(alice, mxc)).status).toBe(200);
});
