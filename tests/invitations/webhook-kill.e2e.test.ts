/** `kill -9` between a delivery and its being marked: each event arrives at least once, under one id, and none is lost. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationMade, WebhookMade } from '@saal/protocol';
import { setUpAdministrator, startSaal, until, type SaalProcess } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const count = 30;
let saal: SaalProcess;
let receiver: Server;
const got: { id: string; meetingId: string; body: string }[] = [];
/** Before a delivery that arrived is answered. */
let beforeAnswer: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { data } = JSON.parse(body) as { data: { meetingId: string } };
      got.push({ id: String(request.headers['webhook-id']), meetingId: data.meetingId, body });
      void beforeAnswer().then(() => response.writeHead(204).end());
    });
  });
  await new Promise<void>((done) => receiver.listen(0, 'localhost', done));
  saal = await startSaal({
    readyWithinMs: 240_000,
    env: { SAAL_WEBHOOK_HTTP_HOSTS: 'localhost', SAAL_WEBHOOK_NETWORKS: '127.0.0.0/8, ::1' },
  });
}, 400_000);
afterAll(async () => {
  await saal?.stop();
  receiver?.close();
});

test(
  'what was on its way when the server was killed comes again by the same id, and nothing is missing',
  { timeout: 900_000 },
  async () => {
    const anna = await setUpAdministrator(saal);
    const application = await anna.http.expect(ApplicationMade, 'POST', '/api/applications', {
      ...{ name: 'Talents', ownerId: anna.me.id, scopes: ['meetings.read', 'meetings.write'] },
    });
    await anna.http.expect(WebhookMade, 'POST', `/api/applications/${application.id}/webhooks`, {
      ...{ url: `http://localhost:${(receiver.address() as AddressInfo).port}/`, events: ['meeting.planned'] },
    });
    let killed: Promise<void> | undefined;
    // Two are under way at a time: the tenth has arrived and is not answered, as its sender dies.
    beforeAnswer = async () => {
      if (got.length >= 10) await (killed ??= saal.kill9());
    };
    const made: string[] = [];
    for (let n = 0; n < count; n++) {
      const answer = await fetch(`${saal.baseUrl}/api/v1/meetings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${application.key}`, 'content-type': 'application/json', 'idempotency-key': `planned-${n}` },
        body: JSON.stringify({
          kind: 'planned',
          title: `Gespräch ${n}`,
          startsAtMs: Date.UTC(2030, 0, 7, 9),
          durationMin: 30,
          timeZone: 'UTC',
        }),
      }).catch(() => undefined); // killed in the middle
      if (answer?.status !== 201) break;
      made.push(((await answer.json()) as { id: string }).id);
    }
    await until('the server to be killed', () => killed !== undefined, { timeoutMs: 120_000 });
    await killed;
    const before = got.length;
    beforeAnswer = () => Promise.resolve();
    await saal.restart();
    // What a dead server took is free again after a minute.
    const arrived = () => new Set(got.map(({ meetingId }) => meetingId));
    await until('all to arrive', () => made.every((id) => arrived().has(id)), { timeoutMs: 240_000 });
    const unmarked = new Set(got.slice(9, before).map(({ id }) => id));
    await until(
      'those that were not marked to come again',
      () => [...unmarked].every((id) => got.filter((each) => each.id === id).length > 1),
      {
        timeoutMs: 240_000,
      },
    );
    expect(unmarked.size).toBeGreaterThan(0);
    for (const meetingId of arrived()) {
      const each = got.filter((delivery) => delivery.meetingId === meetingId);
      expect([new Set(each.map(({ id }) => id)).size, new Set(each.map(({ body }) => body)).size]).toEqual([1, 1]);
    }
  },
);
