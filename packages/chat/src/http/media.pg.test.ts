import { readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32, deflateSync } from 'node:zlib';
import { hashSecret, openDatabase, newSecret, type Database } from '@saal/foundation';
import { createLogger } from '@saal/foundation';
import { Transformer } from '@napi-rs/image';
import { imageSize } from 'image-size';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaFolderOnDisk } from '../files/media-folder.ts';
import { MediaSweep } from '../media-sweep.ts';
import { PostgresMediaStore } from '../postgres/media-store.ts';
import { narrowed } from '../postgres/tables.ts';
import { openHouse, text, type House, type MatrixClient } from '../testing/house.ts';

const dayMs = 24 * 3600_000;
let house: House;
let db: Database;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  db = openDatabase(house.databaseUrl, 2);
  alice = await house.client('alice');
  bob = await house.client('bob');
  carol = await house.client('carol');
});
afterAll(async () => {
  await db?.destroy();
  await house?.close();
});

/** One colour; without a figure to see through. */
const picture = (widthPx: number, heightPx: number, alpha = 255): Transformer =>
  Transformer.fromRgbaPixels(new Uint8Array(widthPx * heightPx * 4).fill(alpha), widthPx, heightPx);
const png = (widthPx = 100, heightPx = 50): Promise<Buffer> => picture(widthPx, heightPx).png();

/** A photograph as a phone makes it: on its side, and with words of the camera's beside the picture (Exif). */
async function photo(widthPx: number, heightPx: number): Promise<Buffer> {
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
function bomb(): Buffer {
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

const ask = (who: MatrixClient | undefined, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${house.first.url}${path}`, {
    ...init,
    headers: { ...(who ? { authorization: `Bearer ${who.token}` } : {}), ...(init.headers as Record<string, string>) },
  });

const send = (who: MatrixClient, bytes: Buffer | string, type: string | undefined, name = 'bild.png'): Promise<Response> =>
  ask(who, `/_matrix/media/v3/upload?filename=${encodeURIComponent(name)}`, {
    method: 'POST',
    body: bytes as RequestInit['body'],
    headers: type === undefined ? {} : { 'content-type': type },
  });

async function upload(who: MatrixClient, bytes: Buffer | string, type = 'image/png', name?: string): Promise<string> {
  const answer = await send(who, bytes, type, name);
  const body = (await answer.json()) as { content_uri: string };
  expect([answer.status, body.content_uri]).toEqual([200, expect.stringMatching(/^mxc:\/\/stadt\.example\/.{22}$/)]);
  return body.content_uri;
}

const download = (who: MatrixClient | undefined, mxc: string, init?: RequestInit): Promise<Response> =>
  ask(who, `/_matrix/client/v1/media/download/${mxc.slice(6)}`, init);
const thumbnail = (who: MatrixClient, mxc: string, size = 'width=96&height=96&method=crop'): Promise<Response> =>
  ask(who, `/_matrix/client/v1/media/thumbnail/${mxc.slice(6)}?${size}`);

async function name(who: MatrixClient, room: string, mxc: string, more: object = {}): Promise<string> {
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${Math.random()}`;
  return text((await who.must('PUT', path, { msgtype: 'm.image', body: 'Bild', url: mxc, ...more })).event_id);
}

const onDisk = async (): Promise<string[]> =>
  (await readdir(house.mediaFolder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);

test('a file is of its sender alone until an event names it, then of all who may read the event', async () => {
  const bytes = await png();
  const mxc = await upload(alice, bytes);
  expect(Buffer.from(await (await download(alice, mxc)).arrayBuffer())).toEqual(bytes);
  expect((await download(bob, mxc)).status).toBe(404);
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await name(alice, room, mxc);
  expect((await download(bob, mxc)).status).toBe(404);
  await bob.join(room);
  expect((await download(bob, mxc)).status).toBe(200);
  expect((await download(carol, mxc)).status).toBe(404);
  expect((await download(undefined, mxc)).status).toBe(401);
  expect((await ask(undefined, `/_matrix/media/v3/download/${mxc.slice(6)}`)).status).toBe(401);
  expect((await ask(undefined, `/_matrix/media/r0/download/${mxc.slice(6)}?access_token=${bob.token}`)).status).toBe(200);
});

test('to name a file of others in a room of ones own is no way to read it', async () => {
  const mxc = await upload(alice, await png());
  const room = await carol.makeRoom();
  await name(carol, room, mxc);
  expect((await download(carol, mxc)).status).toBe(404);
});

test('with the last event that names it, or its edit, a file is gone, also from the disk', async () => {
  const mxc = await upload(alice, await png());
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  const [first, second] = [await name(alice, room, mxc), await name(bob, room, mxc)];
  const edit = { 'm.new_content': { url: mxc, body: 'Bild 2' }, 'm.relates_to': { rel_type: 'm.replace', event_id: first } };
  await name(alice, room, mxc, edit);
  await thumbnail(bob, mxc);
  const id = mxc.slice(-22);
  const redact = (who: MatrixClient, event: string) =>
    who.must('PUT', `/rooms/${encodeURIComponent(room)}/redact/${encodeURIComponent(event)}/${Math.random()}`, {});
  await redact(alice, first);
  expect((await download(bob, mxc)).status).toBe(200);
  expect((await onDisk()).filter((file) => file.startsWith(id))).toHaveLength(2);
  await redact(bob, second);
  expect((await download(bob, mxc)).status).toBe(404);
  expect((await download(alice, mxc)).status).toBe(404);
  await expect.poll(async () => (await onDisk()).filter((file) => file.startsWith(id))).toEqual([]);
});

test('a file of an encrypted room is for chatters who know its address, and is not swept', async () => {
  const mxc = await upload(alice, Buffer.from('BM verschlossen'), 'application/octet-stream');
  expect((await download(bob, mxc)).status).toBe(200);
  expect((await download(undefined, mxc)).status).toBe(401);
  await sweep(Date.now() + 2 * dayMs).run();
  expect((await download(bob, mxc)).status).toBe(200);
});

test.each<[string, Buffer | string, string, string, string]>([
  ['a page', '<!DOCTYPE html><script>alert(1)</script>', 'image/png', 'application/octet-stream', 'attachment'],
  [
    'a drawing with a script',
    '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    'image/svg+xml',
    'application/octet-stream',
    'attachment',
  ],
  ['XML', '<?xml version="1.0"?><svg/>', 'image/svg+xml', 'application/octet-stream', 'attachment'],
  ['a PDF', '%PDF-1.7\n', 'image/png', 'application/pdf', 'attachment'],
  ['text', 'Guten Tag', 'text/plain', 'text/plain', 'attachment'],
  ['nothing', '', 'image/png', 'application/octet-stream', 'attachment'],
])('%s is handed out as what it is, to be kept and not run', async (_what, bytes, claimed, type, way) => {
  const answer = await download(alice, await upload(alice, bytes, claimed, 'datei'));
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('content-disposition')).toBe(`${way}; filename*=UTF-8''datei`);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
});

test('a picture is shown in place, by parts when asked, and is not sent twice', async () => {
  const bytes = await png();
  const mxc = await upload(alice, bytes, 'text/html');
  const whole = await download(alice, mxc);
  expect(whole.headers.get('content-disposition')).toMatch(/^inline/);
  expect(whole.headers.get('content-type')).toBe('image/png');
  const part = await download(alice, mxc, { headers: { range: 'bytes=1-3' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 1-3/${bytes.length}`, 'PNG']);
  expect((await download(alice, mxc, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
  expect((await download(alice, mxc, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })).status).toBe(304);
});

test('thumbnails are small, upright and silent of where they were taken', async () => {
  const bytes = await photo(1200, 600);
  expect((await new Transformer(bytes).metadata(true)).orientation).toBe(6);
  const mxc = await upload(alice, bytes, 'image/jpeg');
  const answer = await thumbnail(alice, mxc, 'width=300&height=200&method=scale');
  const small = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(imageSize(small)).toMatchObject({ width: 120, height: 240 });
  expect([bytes.includes('Rathausplatz'), small.includes('Rathausplatz'), small.includes('Exif')]).toEqual([true, false, false]);
  expect((await new Transformer(small).metadata()).width).toBe(120);
  const square = Buffer.from(await (await thumbnail(alice, mxc)).arrayBuffer());
  expect(imageSize(square)).toMatchObject({ width: 96, height: 96 });
});

test.each([
  ['image/png', async () => picture(300, 200, 100).png(), 'image/png', [96, 96]],
  ['image/webp', async () => picture(300, 200).webp(), 'image/jpeg', [96, 96]],
  ['image/avif', async () => picture(300, 200).avif({ speed: 10 }), 'image/png', [96, 96]],
  ['image/jpeg', async () => picture(40, 300).jpeg(), 'image/jpeg', [40, 96]],
  ['image/jpeg', async () => picture(20, 10).jpeg(), 'image/jpeg', [20, 10]],
] as const)('%s is made small, and nothing is made larger', async (type, make, madeType, [width, height]) => {
  const answer = await thumbnail(alice, await upload(alice, await make(), type));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, madeType]);
  expect(imageSize(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width, height });
});

test('a picture with too many pixels, a damaged one and no picture at all have no thumbnail, and the server lives', async () => {
  expect(bomb().length).toBeLessThan(2_000);
  expect((await thumbnail(alice, await upload(alice, bomb()))).status).toBe(413);
  const damaged = (await png()).subarray(0, 60);
  expect((await thumbnail(alice, await upload(alice, damaged))).status).toBe(400);
  expect((await thumbnail(alice, await upload(alice, 'Text', 'text/plain'))).status).toBe(400);
  const mxc = await upload(alice, await png());
  for (const size of ['', 'width=-1&height=5', 'width=5', 'width=5&height=5&method=stretch', 'width=1e9&height=9'])
    expect([size, (await thumbnail(alice, mxc, size)).status]).toEqual([size, 400]);
  expect((await thumbnail(alice, mxc)).status).toBe(200);
});

test('too large is refused, announced or not, and what was received of it is gone', async () => {
  expect((await send(alice, Buffer.alloc(2_000_001), 'image/png')).status).toBe(413);
  const endless = Readable.from(
    (function* () {
      for (let n = 0; n < 40; n++) yield Buffer.alloc(100_000);
    })(),
  );
  const unannounced = await ask(alice, '/_matrix/media/v3/upload', {
    ...{ method: 'POST', body: Readable.toWeb(endless), duplex: 'half' },
  } as RequestInit).then(
    ({ status }) => status,
    () => 413, // The server may close before all is sent.
  );
  expect(unannounced).toBe(413);
  await expect.poll(coming).toEqual([]);
});

test('nobody sends more than their quota, also not at once', async () => {
  const dora = await house.client('dora');
  const statuses = await Promise.all(
    Array.from({ length: 5 }, async () => (await send(dora, Buffer.alloc(1_500_000, 1), 'text/plain')).status),
  );
  expect(statuses.sort()).toEqual([200, 200, 200, 200, 403]);
  expect((await send(dora, 'klein', 'text/plain')).status).toBe(403);
});

test('a connection that breaks leaves no file, half or whole', async () => {
  const before = (await onDisk()).length;
  await new Promise<void>((done) => {
    const outgoing = httpRequest(`${house.first.url}/_matrix/media/v3/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${alice.token}`, 'content-length': 500_000 },
    });
    outgoing.on('error', () => done());
    outgoing.write(Buffer.alloc(100_000));
    void expect
      .poll(coming)
      .toHaveLength(1)
      .then(() => outgoing.destroy(new Error('cut')));
  });
  await expect.poll(coming).toEqual([]);
  expect((await onDisk()).length).toBe(before);
});

test('what a crash left between the file and its row is nobodys, and is swept with what no event named for a day', async () => {
  const folder = new MediaFolderOnDisk(house.mediaFolder);
  const crashed = 'crashed_crashed_crashe';
  const received = await folder.receive(Readable.from([Buffer.from('verloren')]), 100);
  await received.keep(crashed);
  await received.discard();
  await writeFile(join(house.mediaFolder, 'coming', 'half'), 'half');
  expect((await download(alice, `mxc://stadt.example/${crashed}`)).status).toBe(404);
  const [unnamed, named] = [await upload(alice, await png()), await upload(alice, await png())];
  await name(alice, await alice.makeRoom(), named);
  await sweep(Date.now()).run();
  expect((await download(alice, unnamed)).status).toBe(200);
  expect(await onDisk()).toContain(crashed);
  await sweep(Date.now() + 2 * dayMs).run();
  expect((await download(alice, unnamed)).status).toBe(404);
  expect((await download(alice, named)).status).toBe(200);
  const left = await onDisk();
  for (const gone of [crashed, 'half', unnamed.slice(-22)]) expect(left).not.toContain(gone);
  expect(left).toContain(named.slice(-22));
});

test('an address may be given out before its file: who asks early waits, and the file comes once', async () => {
  const { content_uri: mxc } = (await (await ask(alice, '/_matrix/media/v1/create', { method: 'POST' })).json()) as { content_uri: string };
  const put = (who: MatrixClient, body: string) =>
    ask(who, `/_matrix/media/v3/upload/${mxc.slice(6)}`, { method: 'PUT', body, headers: { 'content-type': 'text/plain' } });
  const early = `/_matrix/client/v1/media/download/${mxc.slice(6)}?timeout_ms=`;
  expect((await ask(alice, `${early}0`)).status).toBe(504);
  expect((await put(bob, 'fremd')).status).toBe(403);
  const waiting = ask(alice, `${early}20000`);
  expect((await put(alice, 'Inhalt')).status).toBe(200);
  expect(await (await waiting).text()).toBe('Inhalt');
  expect((await put(alice, 'anderer')).status).toBe(409);
  expect(await (await download(alice, mxc)).text()).toBe('Inhalt');
});

test('pages of ours read by their cookie, pages of others do not', async () => {
  const mxc = await upload(alice, await png());
  const cookie = await cookieOf('alice');
  const at = (headers: Record<string, string>) => download(undefined, mxc, { headers: { cookie, ...headers } });
  const shown = await at({ origin: 'https://stadt.example' });
  expect([shown.status, shown.headers.get('cross-origin-resource-policy')]).toEqual([200, 'same-origin']);
  expect((await at({})).status).toBe(200);
  expect((await at({ origin: 'https://boese.example' })).status).toBe(403);
  expect((await at({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await download(undefined, mxc, { headers: { cookie: await cookieOf('bob') } })).status).toBe(404);
  // A cookie changes nothing.
  expect((await ask(undefined, '/_matrix/media/v3/upload', { method: 'POST', body: 'x', headers: { cookie } })).status).toBe(401);
});

test.each(['..%2f..%2fetc%2fpasswd', '..', 'a', `${'a'.repeat(22)}%00`, 'constructor'])('%s is no file', async (id) => {
  expect([400, 404]).toContain((await ask(alice, `/_matrix/client/v1/media/download/stadt.example/${id}`)).status);
});

test('links are not followed unless it is set, and the limits are told', async () => {
  expect(await (await ask(alice, '/_matrix/client/v1/media/preview_url?url=http://127.0.0.1/')).json()).toEqual({});
  expect(await (await ask(alice, '/_matrix/client/v1/media/config')).json()).toEqual({ 'm.upload.size': 2_000_000 });
});

async function coming(): Promise<string[]> {
  return readdir(join(house.mediaFolder, 'coming'));
}

function sweep(nowMs: number): MediaSweep {
  const clock = { now: () => nowMs, after: () => () => undefined };
  const folder = new MediaFolderOnDisk(house.mediaFolder);
  return new MediaSweep({ store: new PostgresMediaStore(narrowed(db)), folder, clock, log: createLogger('silent') });
}

/** Of a browser that is signed in. */
async function cookieOf(who: string): Promise<string> {
  const secret = newSecret();
  const [person] = await house.accounts.search(`${who}@stadt.example`, 1);
  await db
    .$extendTables<{ 'accounts.session': Record<string, unknown> }>()
    .insertInto('accounts.session')
    .values({
      ...{ id: newSecret(), person_id: person?.id, secret_hash: hashSecret(secret), agent: 'Firefox' },
      ...{ created_at_ms: Date.now(), last_seen_at_ms: Date.now() },
    })
    .execute();
  return `saal_session=${secret}`;
}
