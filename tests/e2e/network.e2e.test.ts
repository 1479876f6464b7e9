/** Networks that let only TCP out, or only a TURN relay: the meeting works, and says so in its diagnostics. */
import { mediaReport, startTurnServer, turnServerInstalled, untilMediaFlows, type TurnServer } from '@saal/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { startCast, threeInAMeeting, type Cast } from './cast.ts';

const toEnd: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of toEnd.reverse()) await end();
});

async function pathsOf(cast: Cast, context: { withoutUdp?: boolean }) {
  const { people, close } = await threeInAMeeting(cast, { context });
  await Promise.all(
    people.map((person) => untilMediaFlows(person.page, { videos: 2, audios: 2 }, { what: person.name, timeoutMs: 45_000 })),
  );
  const paths = (await Promise.all(people.map((person) => mediaReport(person.page)))).flatMap((report) => report.paths);
  await close();
  return paths;
}

describe('without UDP', () => {
  test('three see and hear each other over TCP', { timeout: 180_000 }, async () => {
    const cast = await startCast();
    toEnd.push(() => cast.end());
    const paths = await pathsOf(cast, { withoutUdp: true });
    expect(paths).toHaveLength(6);
    for (const path of paths) expect(path).toMatchObject({ protocol: 'tcp' });
  });
});

describe.skipIf(!turnServerInstalled)('with a TURN relay forced', () => {
  test('three see and hear each other through coturn with short-lived credentials', { timeout: 180_000 }, async () => {
    const turn: TurnServer = await startTurnServer();
    toEnd.push(() => turn.stop());
    const cast = await startCast({
      env: { SAAL_TURN_URLS: turn.urls.join(','), SAAL_TURN_SECRET: turn.secret, SAAL_ICE_TRANSPORT_POLICY: 'relay' },
    });
    toEnd.push(() => cast.end());
    const paths = await pathsOf(cast, {});
    expect(paths).toHaveLength(6);
    for (const path of paths) expect(path).toMatchObject({ localType: 'relay' });
    expect(turn.logs).toMatch(/allocat/i);
    expect(cast.saal.logs).not.toContain(turn.secret);
  });
});
