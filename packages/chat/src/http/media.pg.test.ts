import { afterAll, beforeAll, expect, test } from 'vitest';
import { narrowed } from '../postgres/tables.ts';
import { dayMs, FileHouse } from '../testing/file-house.ts';
import type { MatrixClient } from '../testing/house.ts';
import { png } from '../testing/pictures.ts';

let files: FileHouse;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;

beforeAll(async () => {
  files = await FileHouse.open();
  alice = await files.house.client('alice');
  bob = await files.house.client('bob');
  carol = await files.house.client('carol');
});
afterAll(() => files?.close());

test('a file is of its sender alone until an event names it, then of all who may read the event', async () => {
  const bytes = await png();
  const mxc = await files.upload(alice, bytes);
  expect(Buffer.from(await (await files.download(alice, mxc)).arrayBuffer())).toEqual(bytes);
  expect((await files.download(bob, mxc)).status).toBe(404);
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await files.name(alice, room, mxc);
  expect((await files.download(bob, mxc)).status).toBe(404);
  await bob.join(room);
  expect((await files.download(bob, mxc)).status).toBe(200);
  expect((await files.download(carol, mxc)).status).toBe(404);
  expect((await files.download(undefined, mxc)).status).toBe(401);
  expect((await files.ask(undefined, `/_matrix/media/v3/download/${mxc.slice(6)}`)).status).toBe(401);
  expect((await files.ask(undefined, `/_matrix/media/r0/download/${mxc.slice(6)}?access_token=${bob.token}`)).status).toBe(200);
});

test('to name a file of others in a room of ones own is no way to read it', async () => {
  const mxc = await files.upload(alice, await png());
  const room = await carol.makeRoom();
  await files.name(carol, room, mxc);
  expect((await files.download(carol, mxc)).status).toBe(404);
});

test('with the last event that names it, or its edit, a file is gone, also from the disk', async () => {
  const mxc = await files.upload(alice, await png());
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  const [first, second] = [await files.name(alice, room, mxc), await files.name(bob, room, mxc)];
  const edit = { 'm.new_content': { url: mxc, body: 'Bild 2' }, 'm.relates_to': { rel_type: 'm.replace', event_id: first } };
  await files.name(alice, room, mxc, edit);
  await files.thumbnail(bob, mxc);
  const id = mxc.slice(-22);
  const redact = (who: MatrixClient, event: string) =>
    who.must('PUT', `/rooms/${encodeURIComponent(room)}/redact/${encodeURIComponent(event)}/${Math.random()}`, {});
  await redact(alice, first);
  expect((await files.download(bob, mxc)).status).toBe(200);
  expect((await files.onDisk()).filter((file) => file.startsWith(id))).toHaveLength(2);
  await redact(bob, second);
  expect((await files.download(bob, mxc)).status).toBe(404);
  expect((await files.download(alice, mxc)).status).toBe(404);
  await expect.poll(async () => (await files.onDisk()).filter((file) => file.startsWith(id))).toEqual([]);
});

test('a file of an encrypted room is for chatters who know its address, and is not swept', async () => {
  const mxc = await files.upload(alice, Buffer.from('BM verschlossen'), 'application/octet-stream');
  expect((await files.download(bob, mxc)).status).toBe(200);
  expect((await files.download(undefined, mxc)).status).toBe(401);
  await files.sweep(Date.now() + 2 * dayMs).run();
  expect((await files.download(bob, mxc)).status).toBe(200);
});

test('what a client sealed and sent under another type is kept and read once its sender has written in an encrypted room', async () => {
  const dora = await files.house.client('dora');
  const before = await files.upload(dora, await png());
  const room = await dora.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  await dora.must('PUT', `/rooms/${encodeURIComponent(room)}/state/m.room.encryption/`, { algorithm: 'm.megolm.v1.aes-sha2' });
  expect((await files.download(bob, before)).status).toBe(404);
  await files.sweep(Date.now() + 2 * dayMs).run();
  expect((await files.download(dora, before)).status).toBe(404);

  const sealed = await files.upload(dora, Buffer.from('verschlossen'), 'image/jpeg');
  await dora.must('PUT', `/rooms/${encodeURIComponent(room)}/send/m.room.encrypted/1`, { algorithm: 'm.megolm.v1.aes-sha2' });
  const after = await files.upload(dora, await png());
  expect([(await files.download(bob, sealed)).status, (await files.download(bob, after)).status]).toEqual([200, 404]);
  await files.sweep(Date.now() + 2 * dayMs).run();
  expect([(await files.download(bob, sealed)).status, (await files.download(dora, after)).status]).toEqual([200, 404]);
});

test('a sealed file goes when no room keeps messages so long, but not while a hold is on its sender or a room of theirs', async () => {
  const [held, inHeldRoom, free] = [await files.house.client('emil'), await files.house.client('fritz'), await files.house.client('gerda')];
  const room = await inHeldRoom.makeRoom();
  await hold('person', held.userId);
  await hold('room', room);
  const all = await Promise.all([held, inHeldRoom, free].map((who) => files.upload(who, 'verschlossen', 'application/octet-stream')));
  const there = async () => Promise.all(all.map(async (mxc) => (await files.download(alice, mxc)).status));
  await files.sweep(Date.now() + 29 * dayMs, 30 * dayMs).run();
  expect(await there()).toEqual([200, 200, 200]);
  await files.sweep(Date.now() + 31 * dayMs).run();
  expect(await there()).toEqual([200, 200, 200]);
  await files.sweep(Date.now() + 31 * dayMs, 30 * dayMs).run();
  expect(await there()).toEqual([200, 200, 404]);
  expect(await files.onDisk()).not.toContain(all[2]?.slice(-22));
});

async function hold(kind: 'person' | 'room', subject: string): Promise<void> {
  const row = { kind, subject, reason: 'Klage', placed_by: alice.userId, placed_at_ms: Date.now() };
  await narrowed(files.db).insertInto('chat.hold').values(row).execute();
}

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
  const answer = await files.download(alice, await files.upload(alice, bytes, claimed, 'datei'));
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('content-disposition')).toBe(`${way}; filename*=UTF-8''datei`);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
});

test('a picture is shown in place, by parts when asked, and is not sent twice', async () => {
  const bytes = await png();
  const mxc = await files.upload(alice, bytes, 'text/html');
  const whole = await files.download(alice, mxc);
  expect(whole.headers.get('content-disposition')).toMatch(/^inline/);
  expect(whole.headers.get('content-type')).toBe('image/png');
  const part = await files.download(alice, mxc, { headers: { range: 'bytes=1-3' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 1-3/${bytes.length}`, 'PNG']);
  expect((await files.download(alice, mxc, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416);
  expect((await files.download(alice, mxc, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })).status).toBe(304);
});

test('pages of ours read by their cookie, pages of others do not', async () => {
  const mxc = await files.upload(alice, await png());
  const cookie = await files.cookieOf('alice');
  const at = (headers: Record<string, string>) => files.download(undefined, mxc, { headers: { cookie, ...headers } });
  const shown = await at({ origin: 'https://stadt.example' });
  expect([shown.status, shown.headers.get('cross-origin-resource-policy')]).toEqual([200, 'same-origin']);
  expect((await at({})).status).toBe(200);
  expect((await at({ origin: 'https://boese.example' })).status).toBe(403);
  expect((await at({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await files.download(undefined, mxc, { headers: { cookie: await files.cookieOf('bob') } })).status).toBe(404);
  // A cookie changes nothing.
  expect((await files.ask(undefined, '/_matrix/media/v3/upload', { method: 'POST', body: 'x', headers: { cookie } })).status).toBe(401);
});

test.each(['..%2f..%2fetc%2fpasswd', '..', 'a', `${'a'.repeat(22)}%00`, 'constructor'])('%s is no file', async (id) => {
  expect([400, 404]).toContain((await files.ask(alice, `/_matrix/client/v1/media/download/stadt.example/${id}`)).status);
});

test('links are not followed unless it is set, and the limits are told', async () => {
  expect(await (await files.ask(alice, '/_matrix/client/v1/media/preview_url?url=http://127.0.0.1/')).json()).toEqual({});
  expect(await (await files.ask(alice, '/_matrix/client/v1/media/config')).json()).toEqual({ 'm.upload.size': 2_000_000 });
});
