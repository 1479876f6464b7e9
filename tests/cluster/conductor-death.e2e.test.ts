/** `kill -9` of the server that conducts a meeting of thirty, who all keep changing something: nothing acknowledged is lost or doubled. */
import {
  createGuest,
  percentile,
  setUpAdministrator,
  startCluster,
  startMeeting,
  until,
  type Cluster,
  type SaalProcess,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFigures } from '../e2e/figures.ts';
import { expectWholeHistory, Writer } from './writer.ts';

const people = 30;
const CONTROL_BACK_MS = 5_000;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ servers: 2 });
});
afterAll(() => cluster?.stop());

function nobody(): never {
  throw new Error('thirty were to be there');
}

test(
  'thirty go on within five seconds; each acknowledged change is stored once and in order, none twice',
  { timeout: 180_000 },
  async () => {
    const [first, second] = cluster.servers as [SaalProcess, SaalProcess];
    const anna = await setUpAdministrator(first);
    const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
    const browsers = await Promise.all(Array.from({ length: people - 1 }, () => createGuest(first.baseUrl)));
    // Anna opens it on the first server, which conducts it then; half of the others come through the second.
    const writers = [anna.http, ...browsers].map(
      (http, index) => new Writer(http, `Gast ${index}`, meeting.id, index % 2 === 0 ? [first, second] : [second, first]),
    );
    const annas = await (writers[0] ?? nobody()).comeIn();
    await Promise.all(writers.slice(1).map((writer) => writer.comeIn()));
    const ids = writers.map(({ participantId }) => participantId);
    for (const participantId of ids.slice(1))
      await annas.request('meeting.set-right', { participantId, right: 'pin-for-all', granted: true });

    let last = 0;
    const writing = Promise.all(writers.map((writer) => writer.write(ids, () => ++last)));
    await until('everybody to have written', () => writers.every(({ acknowledged }) => acknowledged.length >= 10), { timeoutMs: 60_000 });

    const killing = first.kill9(); // the signal is sent when it returns
    const killedMs = performance.now();
    // Nobody's connection outlives the conductor: who has control back has it on a new one, wherever the former one was.
    const since = (writer: Writer) => writer.acknowledged.filter(({ stay }) => stay > 1);
    await until('everybody to write again', () => writers.every((writer) => since(writer).length >= 10), { timeoutMs: 60_000 });
    await killing;
    for (const writer of writers) writer.stopped = true;
    await writing;

    const backMs = writers.map((writer) => (since(writer)[0]?.atMs ?? Infinity) - killedMs);
    recordFigures('conductor-death', { people, controlBackP50Ms: percentile(backMs, 0.5), controlBackMaxMs: Math.max(...backMs) });
    expect(Math.max(...backMs)).toBeLessThan(CONTROL_BACK_MS);

    const stored = await expectWholeHistory(cluster, meeting.id, writers);
    const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged.length, 0);
    recordFigures('conductor-death-history', { acknowledged, stored });
  },
);
