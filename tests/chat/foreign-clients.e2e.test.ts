/** Clients of others, as the distribution packages them, on the real server. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Me, PersonView } from '@saal/protocol';
import {
  createPerson,
  MatrixClient,
  MatrixRefused,
  setUpAdministrator,
  startSaal,
  until,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInstalled } from '../../tools/setup/system-packages.mjs';
import { startNheko } from './nheko.ts';
import { startWeechat, weechatScript } from './weechat.ts';

/** Not every distribution has its Matrix script. */
const hasWeechat = isInstalled('weechat-headless') && existsSync(weechatScript);

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  saal = await startSaal({ env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
  anna = await setUpAdministrator(saal);
  bob = await createPerson(anna, 'Bob Maier');
});
afterAll(() => saal?.stop());

interface Seen {
  kind: string;
  [key: string]: unknown;
}

/** Of receipts: by event, by kind, by reader. */
interface Ephemeral {
  type: string;
  content: Record<string, Record<string, Record<string, unknown>>>;
}

/** @returns what the client of matrix-nio tells, line by line, until `kind` comes `count` times */
function startNio(program: string, ...options: string[]) {
  const script = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn('/usr/bin/python3', [script, saal.baseUrl, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen: Seen[] = [];
  let errors = '';
  createInterface({ input: child.stdout }).on('line', (line) => seen.push(JSON.parse(line) as Seen));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    seen,
    until: (what: string, holds: (one: Seen) => boolean) =>
      until(`nio: ${what}`, () => seen.find(holds), { timeoutMs: 45_000 }).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${JSON.stringify(seen)}\n${errors}`);
      }),
    end: async () => {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
    },
  };
}

test('matrix-nio signs in with the address of the account, is invited, reads and answers', async () => {
  const annas = await MatrixClient.signIn(saal.baseUrl, anna);
  const nio = startNio('nio-client.py', bob.email, bob.password);
  try {
    const { user } = await nio.until('to be in', ({ kind }) => kind === 'signed-in');
    expect(user).toBe('@bob.maier:stadt.example');
    const room = await annas.makeRoom({ name: 'Bauamt', invite: [user] });
    await annas.read(room);
    await annas.send(room, 'Grüß Gott');
    const read = await nio.until('to read', ({ kind }) => kind === 'read');
    expect(read).toMatchObject({ room, name: 'Bauamt', sender: annas.userId, body: 'Grüß Gott' });
    const answer = await until('the answer', async () => (await annas.read(room, 1_000)).find(({ sender }) => sender === user));
    expect(answer.body).toBe('gelesen: Grüß Gott');
    await annas.send(room, 'Ende');
    await nio.until('the end', ({ body }) => body === 'Ende');
  } finally {
    await nio.end();
  }
});

test('matrix-nio is refused with a wrong password, and says so', async () => {
  const nio = startNio('nio-client.py', bob.email, 'falsch');
  const refused = await nio.until('to be refused', ({ kind }) => kind === 'refused');
  expect(refused['message']).toContain('wrong');
  await nio.end();
});

test('two clients of matrix-nio write to each other encrypted, both ways, and the server has not read a word', async () => {
  const nio = startNio('nio-encrypted.py', anna.email, anna.password, bob.email, bob.password);
  try {
    const { id } = await nio.until('to be through', ({ kind }) => kind === 'room');
    const read = nio.seen.filter(({ kind, body }) => kind === 'read' && typeof body === 'string' && body.startsWith('geheim'));
    const [annas, bobs] = ['@anna.huber:stadt.example', '@bob.maier:stadt.example'];
    expect(read).toContainEqual({ kind: 'read', by: bobs, sender: annas, body: 'geheim von Alice', decrypted: true });
    expect(read).toContainEqual({ kind: 'read', by: annas, sender: bobs, body: 'geheim von Bob', decrypted: true });
    expect(nio.seen.filter(({ kind }) => kind === 'sealed')).toEqual([]);
    const client = await MatrixClient.signIn(saal.baseUrl, anna);
    const page = await client.ask('GET', `/rooms/${encodeURIComponent(id as string)}/messages?dir=b&limit=50`);
    expect(JSON.stringify(page)).toContain('m.megolm.v1.aes-sha2');
    expect(JSON.stringify(page)).not.toContain('geheim');
  } finally {
    await nio.end();
  }
});

test.skipIf(!hasWeechat)('WeeChat signs in, reads what is said and answers', async () => {
  const [annas, bobs] = [await MatrixClient.signIn(saal.baseUrl, anna), await MatrixClient.signIn(saal.baseUrl, bob)];
  const room = await annas.makeRoom({ name: 'Hochbau', preset: 'public_chat' });
  await bobs.ask('POST', `/join/${encodeURIComponent(room)}`, {});
  await annas.send(room, 'Grüß Gott');
  const weechat = await startWeechat(saal.port, bob);
  try {
    await weechat.shows('anna.huber\tGrüß Gott');
    await annas.read(room);
    weechat.type(room, 'gelesen: Grüß Gott');
    const answer = await until('the answer', async () => (await annas.read(room, 1_000)).find(({ sender }) => sender === bobs.userId));
    expect(answer.body).toBe('gelesen: Grüß Gott');
    await annas.send(room, 'und weiter');
    await weechat.shows('anna.huber\tund weiter');
  } finally {
    await weechat.close();
  }
});

async function readersOf(client: MatrixClient, room: string, eventId: string): Promise<string[]> {
  const { rooms } = (await client.ask('GET', '/sync')) as { rooms: { join: Record<string, { ephemeral?: { events: Ephemeral[] } }> } };
  const receipts = rooms.join[room]?.ephemeral?.events.filter(({ type }) => type === 'm.receipt') ?? [];
  return receipts.flatMap(({ content }) => Object.keys(content[eventId]?.['m.read'] ?? {}));
}

test('Nheko signs in by its own page, shows a room, which counts as read, and writes', async () => {
  const [annas, bobs] = [await MatrixClient.signIn(saal.baseUrl, anna), await MatrixClient.signIn(saal.baseUrl, bob)];
  const room = await annas.makeRoom({ name: 'Tiefbau', preset: 'public_chat' });
  await bobs.ask('POST', `/join/${encodeURIComponent(room)}`, {});
  const said = await annas.send(room, 'Grüß Gott');
  const nheko = await startNheko(saal.baseUrl, { userId: bobs.userId, password: bob.password });
  try {
    await nheko.open('Tiefbau', async () => (await readersOf(annas, room, said)).includes(bobs.userId));
    await nheko.write('gelesen, auch hier');
    const answer = await until('the answer', async () => (await annas.read(room, 1_000)).find(({ sender }) => sender === bobs.userId));
    expect(answer.body).toBe('gelesen, auch hier');
  } finally {
    await nheko.close();
  }
});

test('a page of ours signs in by the session of its browser, a page of others does not', async () => {
  const signIn = (origin: string) =>
    anna.http.request('POST', '/_matrix/client/v3/login', { body: { type: 'eu.saal.login.session' }, headers: { origin } });
  const own = await signIn(saal.baseUrl);
  expect(own).toMatchObject({ status: 200, json: { user_id: '@anna.huber:stadt.example' } });
  expect(await signIn('https://boese.example')).toMatchObject({ status: 403, json: { errcode: 'M_FORBIDDEN' } });
});

test('a page of ours proves by the session of its browser who takes new keys; neither another page nor another person does', async () => {
  const claim = { type: 'eu.saal.login.session' };
  const entry = await anna.http.request('POST', '/_matrix/client/v3/login', { body: claim });
  const { access_token: token, user_id: userId } = entry.json as { access_token: string; user_id: string };
  const upload = async (
    mark: string,
    { by = anna, origin = saal.baseUrl, auth }: { by?: SignedIn; origin?: string; auth?: object } = {},
  ) => {
    const master_key = { user_id: userId, usage: ['master'], keys: { [`ed25519:${mark}`]: mark } };
    const body = { master_key, ...(auth ? { auth } : {}) };
    const headers = { origin, authorization: `Bearer ${token}` };
    return (await by.http.request('POST', '/_matrix/client/v3/keys/device_signing/upload', { body, headers })).status;
  };
  expect(await upload('first')).toBe(200);
  expect(await upload('second')).toBe(401);
  expect(await upload('second', { auth: claim, origin: 'https://boese.example' })).toBe(403);
  expect(await upload('second', { auth: claim, by: bob })).toBe(403);
  expect(await upload('second', { auth: claim })).toBe(200);
});

test('another name of the account is told in all rooms with the next sign-in; a disabled account is out at once', async () => {
  const carol = await createPerson(anna, 'Carol Schmid');
  const carols = await MatrixClient.signIn(saal.baseUrl, carol);
  const room = await carols.makeRoom();
  await carol.http.expect(Me, 'PATCH', '/api/me', { displayName: 'Carol Wolf' });
  const again = await MatrixClient.signIn(saal.baseUrl, carol);
  const state = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(carols.userId)}`;
  expect(await again.ask('GET', state)).toMatchObject({ membership: 'join', displayname: 'Carol Wolf' });

  await anna.http.expect(PersonView, 'PATCH', `/api/people/${carol.me.id}`, { disabled: true });
  await until('her clients to be out', () =>
    again.ask('GET', '/account/whoami').then(
      () => false,
      (error: unknown) => error instanceof MatrixRefused && error.errcode === 'M_UNKNOWN_TOKEN',
    ),
  );
  await expect(MatrixClient.signIn(saal.baseUrl, carol)).rejects.toMatchObject({ errcode: 'M_USER_DEACTIVATED' });
});
