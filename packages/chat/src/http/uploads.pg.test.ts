import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaFolderOnDisk } from '../files/media-folder.ts';
import { dayMs, FileHouse } from '../testing/file-house.ts';
import type { MatrixClient } from '../testing/house.ts';
import { png } from '../testing/pictures.ts';

let files: FileHouse;
let alice: MatrixClient;
let bob: MatrixClient;

beforeAll(async () => {
  files = await FileHouse.open();
  alice = await files.house.client('alice');
  bob = await files.house.client('bob');
});
afterAll(() => files?.close());

test('too large is refused, announced or not, and what was received of it is gone', async () => {
  expect((await files.send(alice, Buffer.alloc(2_000_001), 'image/png')).status).toBe(413);
  const endless = Readable.from(
    (function* () {
      for (let n = 0; n < 40; n++) yield Buffer.alloc(100_000);
    })(),
  );
  const unannounced = await files
    .ask(alice, '/_matrix/media/v3/upload', {
      ...{ method: 'POST', body: Readable.toWeb(endless), duplex: 'half' },
    } as RequestInit)
    .then(
      ({ status }) => status,
      () => 413, // The server may close before all is sent.
    );
  expect(unannounced).toBe(413);
  await expect.poll(files.coming).toEqual([]);
});

test('nobody sends more than their quota, also not at once', async () => {
  const dora = await files.house.client('dora');
  const statuses = await Promise.all(
    Array.from({ length: 5 }, async () => (await files.send(dora, Buffer.alloc(1_500_000, 1), 'text/plain')).status),
  );
  expect(statuses.sort()).toEqual([200, 200, 200, 200, 403]);
  expect((await files.send(dora, 'klein', 'text/plain')).status).toBe(403);
});

test('pictures and films of any client tell nobody where they were taken; what may be sealed is left as it is', async () => {
  const fixture = (name: string): Promise<Buffer> =>
    readFile(new URL(`../../../protocol/src/camera-words/fixtures/${name}`, import.meta.url));
  for (const [name, type] of [
    ['photo.jpg', 'image/jpeg'],
    ['film.mov', 'video/quicktime'],
  ] as const) {
    const before = await fixture(name);
    expect(before.includes('Rathauskamera')).toBe(true);
    const answer = await files.download(alice, await files.upload(alice, before, type));
    const after = Buffer.from(await answer.arrayBuffer());
    expect([after.includes('Rathauskamera'), after.includes('Anna Huber')]).toEqual([false, false]);
    expect(answer.headers.get('content-length')).toBe(String(after.length));
    expect(answer.headers.get('etag')).toBe(`"${createHash('sha256').update(after).digest('base64url')}"`);
    expect(answer.headers.get('content-type')).toBe(type);
    const sealed = await files.download(alice, await files.upload(alice, before, 'application/octet-stream'));
    expect(Buffer.from(await sealed.arrayBuffer())).toEqual(before);
  }
  expect(await files.coming()).toEqual([]);
});

test('a connection that breaks leaves no file, half or whole', async () => {
  const before = (await files.onDisk()).length;
  await new Promise<void>((done) => {
    const outgoing = httpRequest(`${files.house.first.url}/_matrix/media/v3/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${alice.token}`, 'content-length': 500_000 },
    });
    outgoing.on('error', () => done());
    outgoing.write(Buffer.alloc(100_000));
    void expect
      .poll(files.coming)
      .toHaveLength(1)
      .then(() => outgoing.destroy(new Error('cut')));
  });
  await expect.poll(files.coming).toEqual([]);
  expect((await files.onDisk()).length).toBe(before);
});

test('what a crash left between the file and its row is nobodys, and is swept with what no event named for a day', async () => {
  const folder = new MediaFolderOnDisk(files.house.mediaFolder);
  const crashed = 'crashed_crashed_crashe';
  const received = await folder.receive(Readable.from([Buffer.from('verloren')]), 100);
  await received.keep(crashed);
  await received.discard();
  await writeFile(join(files.house.mediaFolder, 'coming', 'half'), 'half');
  expect((await files.download(alice, `mxc://stadt.example/${crashed}`)).status).toBe(404);
  const [unnamed, named] = [await files.upload(alice, await png()), await files.upload(alice, await png())];
  await files.name(alice, await alice.makeRoom(), named);
  await files.sweep(Date.now()).run();
  expect((await files.download(alice, unnamed)).status).toBe(200);
  expect(await files.onDisk()).toContain(crashed);
  await files.sweep(Date.now() + 2 * dayMs).run();
  expect((await files.download(alice, unnamed)).status).toBe(404);
  expect((await files.download(alice, named)).status).toBe(200);
  const left = await files.onDisk();
  for (const gone of [crashed, 'half', unnamed.slice(-22)]) expect(left).not.toContain(gone);
  expect(left).toContain(named.slice(-22));
});

test('an address may be given out before its file: who asks early waits, and the file comes once', async () => {
  const { content_uri: mxc } = (await (await files.ask(alice, '/_matrix/media/v1/create', { method: 'POST' })).json()) as {
    content_uri: string;
  };
  const put = (who: MatrixClient, body: string) =>
    files.ask(who, `/_matrix/media/v3/upload/${mxc.slice(6)}`, { method: 'PUT', body, headers: { 'content-type': 'text/plain' } });
  const early = `/_matrix/client/v1/media/download/${mxc.slice(6)}?timeout_ms=`;
  expect((await files.ask(alice, `${early}0`)).status).toBe(504);
  expect((await put(bob, 'fremd')).status).toBe(403);
  const waiting = files.ask(alice, `${early}20000`);
  expect((await put(alice, 'Inhalt')).status).toBe(200);
  expect(await (await waiting).text()).toBe('Inhalt');
  expect((await put(alice, 'anderer')).status).toBe(409);
  expect(await (await files.download(alice, mxc)).text()).toBe('Inhalt');
});
