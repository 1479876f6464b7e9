/** `kill -9` of one of two servers, and of the database's connections, while many write: what was acknowledged is there once, in one order for all (F06). */
import { openDatabase } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { createPerson, MatrixClient, MatrixRefused, pause, setUpAdministrator, startSaal, type SaalProcess } from '@saal/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFigures } from '../e2e/figures.ts';

const writers = 12;
let database: ThrowawayDatabase;
let one: SaalProcess;

beforeAll(async () => {
  database = await throwawayDatabase();
  one = await startSaal({ databaseUrl: database.url, env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
});
afterAll(async () => {
  await one?.stop();
  await database?.close();
});

test('every acknowledged message is there once, and all read the same order', { timeout: 240_000 }, async () => {
  const anna = await setUpAdministrator(one);
  const people = [
    anna,
    await createPerson(anna, 'Bob Maier'),
    await createPerson(anna, 'Carol Schmid'),
    await createPerson(anna, 'Dave Wolf'),
  ];
  const clients: MatrixClient[] = [];
  // Each of them with several clients, so that no flood guard stands in the way.
  for (let n = 0; n < writers; n++) clients.push(await MatrixClient.signIn(one.baseUrl, people[n % people.length] ?? anna));
  const [first] = clients as [MatrixClient];
  const room = await first.makeRoom({ preset: 'public_chat' });
  for (const client of clients.slice(1, people.length)) await client.ask('POST', `/join/${encodeURIComponent(room)}`, {});

  const acknowledged = new Map<string, string>();
  let stopped = false;
  const write = async (client: MatrixClient, who: number): Promise<void> => {
    for (let n = 0; !stopped; n++) {
      const body = `${who}/${n}`;
      // As clients do: the same request again, until it is answered.
      for (;;) {
        try {
          acknowledged.set(body, await client.send(room, body, `w${who}-${n}`));
          break;
        } catch (error) {
          if (error instanceof MatrixRefused && error.status < 500 && error.errcode !== 'M_LIMIT_EXCEEDED') throw error;
          await pause(100); // the pace of a client that was refused
        }
      }
      await pause(20); // the pace of the load
    }
  };
  const writing = clients.map(write);
  await pause(4_000); // the length of the load before
  await one.kill9();
  await one.restart();
  await pause(2_000); // the length of the load between
  const breaker = openDatabase(database.url, 1);
  const broken = await sql<{ n: number }>`
    select count(pg_terminate_backend(pid))::int as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(breaker);
  await breaker.destroy();
  await pause(4_000); // the length of the load after
  stopped = true;
  await Promise.all(writing);

  const histories = await Promise.all(clients.slice(0, people.length).map((client) => client.history(room)));
  const [mine = []] = histories;
  const ids = mine.map(({ eventId }) => eventId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(mine.map(({ body }) => body)).size).toBe(mine.length); // none twice, by its words
  const known = new Map(mine.map(({ body, eventId }) => [body, eventId]));
  for (const [body, eventId] of acknowledged) expect(known.get(body)).toBe(eventId);
  for (const history of histories) expect(history.map(({ eventId }) => eventId)).toEqual(ids);
  // Of each writer in the order written.
  for (let who = 0; who < writers; who++) {
    const numbers = mine.filter(({ body }) => body.startsWith(`${who}/`)).map(({ body }) => Number(body.split('/')[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
  expect(acknowledged.size).toBeGreaterThan(100);
  expect(broken.rows[0]?.n).toBeGreaterThan(0);
  recordFigures('chat-acknowledged', { acknowledged: acknowledged.size, stored: mine.length, writers });
});
