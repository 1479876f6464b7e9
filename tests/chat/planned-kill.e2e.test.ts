/** `kill -9` just when a hundred planned messages fall due: each is said once, and none is forgotten. */
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { MatrixClient, pause, setUpAdministrator, startSaal, until, type SaalProcess } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const count = 100;
let database: ThrowawayDatabase;
let saal: SaalProcess;

beforeAll(async () => {
  database = await throwawayDatabase();
  saal = await startSaal({ databaseUrl: database.url, env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
});
afterAll(async () => {
  await saal?.stop();
  await database?.close();
});

test('a server that is killed while it sends what was planned says each once', { timeout: 240_000 }, async () => {
  const anna = await MatrixClient.signIn(saal.baseUrl, await setUpAdministrator(saal));
  const room = await anna.makeRoom({ preset: 'private_chat', name: 'Presse' });
  // All are due at the same moment, once the last of them is planned.
  const sendAtMs = Date.now() + 15_000;
  for (let n = 0; n < count; n++)
    await anna.ask('PUT', `/../unstable/eu.saal.planned/rooms/${encodeURIComponent(room)}/planned/p${n}`, {
      ...{ send_at: sendAtMs, type: 'm.room.message' },
      content: { msgtype: 'm.text', body: `Meldung ${n}` },
    });
  expect(Date.now()).toBeLessThan(sendAtMs);
  const said = async () => (await anna.history(room)).map(({ body }) => body).filter((body) => body.startsWith('Meldung'));
  await until('the first to be said', async () => (await said()).length > 0, { timeoutMs: 30_000, everyMs: 5 });
  await saal.kill9();
  await saal.restart();
  const before = (await said()).length;
  expect(before).toBeLessThan(count);
  await until('all to be said', async () => (await said()).length >= count, { timeoutMs: 60_000 });
  await pause(2_000); // time for one to be said again
  expect((await said()).toSorted()).toEqual(Array.from({ length: count }, (_, n) => `Meldung ${n}`).toSorted());
});
