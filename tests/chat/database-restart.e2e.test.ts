/** The database breaks down at once (`pg_ctl restart -m immediate`) while twenty clients write as fast as they may (F06). */
import {
  createPerson,
  MatrixClient,
  MatrixRefused,
  pause,
  setUpAdministrator,
  startOwnDatabase,
  startSaal,
  until,
  type OwnDatabase,
  type SaalProcess,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFigures } from '../e2e/figures.ts';

const writers = 20;
const perSecond = 500;
/** Before the breakdown, and again after it; each of the writers may say a hundred at once, and ten a second after that. */
const loadMessages = 1_000;
let database: OwnDatabase;
let saal: SaalProcess;

beforeAll(async () => {
  database = await startOwnDatabase({ durable: true });
  saal = await startSaal({ databaseUrl: database.url, env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
});
afterAll(async () => {
  await saal?.stop();
  await database?.stop();
});

test('what was acknowledged before the breakdown and after it is there once, in one order for all', { timeout: 240_000 }, async () => {
  const anna = await setUpAdministrator(saal);
  const clients = [await MatrixClient.signIn(saal.baseUrl, anna)];
  for (let n = 1; n < writers; n++) clients.push(await MatrixClient.signIn(saal.baseUrl, await createPerson(anna, `Person ${letter(n)}`)));
  const [first] = clients as [MatrixClient];
  const room = await first.makeRoom({ preset: 'public_chat' });
  for (const client of clients.slice(1)) await client.ask('POST', `/join/${encodeURIComponent(room)}`, {});

  const acknowledged = new Map<string, string>();
  let [stopped, asked] = [false, 0];
  /** The same request again, until it is answered, as clients do. */
  const say = async (client: MatrixClient, body: string): Promise<void> => {
    for (;;) {
      try {
        asked++;
        acknowledged.set(body, await client.send(room, body, `t-${body}`));
        return;
      } catch (error) {
        if (error instanceof MatrixRefused && error.status < 500 && error.errcode !== 'M_LIMIT_EXCEEDED') throw error;
        await pause(100); // the pace of a client that was refused
      }
    }
  };
  const startedAtMs = performance.now();
  // So many at once in flight that each client writes its share of 500 a second, however long an answer takes.
  const write = async (client: MatrixClient, who: number): Promise<void> => {
    const waiting: Promise<void>[] = [];
    for (let n = 0; !stopped; n++) {
      waiting.push(say(client, `${who}-${n}`));
      await pause(Math.max(0, startedAtMs + ((n + 1) * writers * 1_000) / perSecond - performance.now())); // the pace of the load
    }
    await Promise.all(waiting);
  };
  const writing = clients.map(write);
  await until('the load to run', () => acknowledged.size >= loadMessages, { timeoutMs: 60_000 });
  const before = acknowledged.size;
  await database.breakDown();
  await until('the load to run again', () => acknowledged.size >= before + loadMessages, { timeoutMs: 60_000 });
  stopped = true;
  await Promise.all(writing);

  const histories = await Promise.all(clients.map((client) => client.history(room)));
  const [mine = []] = histories;
  const ids = mine.map(({ eventId }) => eventId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(mine.map(({ body }) => body)).size).toBe(mine.length); // none twice, by its words
  const known = new Map(mine.map(({ body, eventId }) => [body, eventId]));
  for (const [body, eventId] of acknowledged) expect(known.get(body)).toBe(eventId);
  for (const history of histories) expect(history.map(({ eventId }) => eventId)).toEqual(ids);
  expect(acknowledged.size).toBe(mine.length);
  recordFigures('chat-database-restart', { acknowledged: acknowledged.size, before, asked, writers, perSecond });
});

const letter = (n: number): string => String.fromCharCode(0x61 + n).repeat(2);
