/** The films in `fixtures` are ffmpeg's, which has written into them where they were taken, by whom, and when. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withoutCameraWords } from './without-camera-words.ts';

const film = (ending: string): Promise<Buffer> => readFile(new URL(`fixtures/film.${ending}`, import.meta.url));
const bare = async (bytes: Uint8Array): Promise<Buffer> =>
  Buffer.from(await (await withoutCameraWords(new Blob([new Uint8Array(bytes)], { type: 'video/mp4' }))).arrayBuffer());
const words = ['+48.1374', 'Rathausplatz', 'Anna Huber', 'Rathauskamera'];
/** 2 March 2026, 10:15 UTC, in seconds since 1904. */
const taken = Buffer.alloc(4);
taken.writeUInt32BE(Date.UTC(2026, 2, 2, 10, 15) / 1_000 + 2_082_844_800);

test.each([
  ['mp4', 2],
  ['mov', 4],
])('a film as %s tells neither place nor time nor name', async (ending, count) => {
  const before = await film(ending);
  expect(words.filter((word) => before.includes(word))).toHaveLength(count);
  expect(before.includes(taken)).toBe(true);
  const after = await bare(before);
  expect([...words.filter((word) => after.includes(word)), after.includes(taken)]).toEqual([false]);
  expect(await bare(after)).toEqual(after);
});

test.each(['mp4', 'mov'])('in %s nothing moves, and what is shown stays bit for bit', async (ending) => {
  const before = await film(ending);
  const after = await bare(before);
  expect(after.length).toBe(before.length);
  const at = before.indexOf('mdat') - 4;
  const end = at + before.readUInt32BE(at);
  expect(end - at).toBeGreaterThan(500);
  expect(after.subarray(at, end)).toEqual(before.subarray(at, end));
  expect(after.includes('stco')).toBe(true);
});

test('words in boxes of all of the film go too, also in one with a long head', async () => {
  const box = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const xmp = Buffer.concat([Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), Buffer.from('<x:xmpmeta>+48.1374</x:xmpmeta>')]);
  const long = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('udta'), Buffer.alloc(8), Buffer.from('loci +48.1374')]);
  long.writeBigUInt64BE(BigInt(long.length), 8);
  const other = box('uuid', Buffer.concat([Buffer.alloc(16, 7), Buffer.from('stays')]));
  const whole = Buffer.concat([await film('mp4'), box('uuid', xmp), long, other]);
  const after = await bare(whole);
  expect([after.length, after.includes('+48.1374'), after.includes('stays')]).toEqual([whole.length, false, true]);
});

test('a film that was cut off is cleared as far as it came, and hostile numbers end in nothing worse than the same file', async () => {
  const mov = await film('mov'); // its list of tracks stands first
  const cut = await bare(mov.subarray(0, mov.length - 300));
  expect([cut.length, cut.includes('+48.1374')]).toEqual([mov.length - 300, false]);
  for (const ending of ['mp4', 'mov']) {
    const before = await film(ending);
    for (let at = 0; at < before.length; at += 3) {
      const broken = Buffer.from(before);
      broken[at] = 0xff;
      expect((await bare(broken)).length).toBe(broken.length);
    }
  }
});
