/** Clients of others, as the distribution packages them, on the real server. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createPerson, MatrixClient, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

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

/** @returns what the client of matrix-nio tells, line by line, until `kind` comes `count` times */
function startNio(user: string, password: string) {
  const script = fileURLToPath(new URL('nio-client.py', import.meta.url));
  const child = spawn('/usr/bin/python3', [script, saal.baseUrl, user, password], { stdio: ['ignore', 'pipe', 'pipe'] });
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
  const nio = startNio(bob.email, bob.password);
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
  const nio = startNio(bob.email, 'falsch');
  const refused = await nio.until('to be refused', ({ kind }) => kind === 'refused');
  expect(refused['message']).toContain('wrong');
  await nio.end();
});
