/**
 * A city of 25,000 in a directory (Debian's slapd), with a group of 2,000 at the end of groups in groups: reading all of it, until everybody
 * is in the rooms of the team, and until those who left the group are out of them. At the real server, over HTTP and in its database.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupLdif, groupsBase, ldifOf, personDn, startSlapd } from '@saal/accounts/testing/slapd';
import { DirectoryRunView } from '@saal/protocol';
import { setUpAdministrator, until } from '@saal/testkit';
import { sql } from 'kysely';
import { openOwnHouse } from '../chat/own-house.ts';
import type { Result } from '../figures.ts';

const people = 25_000;
const inTeam = 2_000;
const leaving = 100;
const depth = 4;

/** @param workerBin binary of the media worker */
export async function directoryTeams(workerBin: string, say: (line: string) => void): Promise<Result> {
  const uid = (n: number): string => `p${n}`;
  const everybody = Array.from({ length: people }, (_, n) =>
    ldifOf({ uid: uid(n), name: `Person ${n}`, mail: `${uid(n)}@stadt.example`, more: { modifyTimestamp: '20260101000000Z' } }),
  );
  const group = (level: number): string => `cn=level${level},${groupsBase}`;
  const last = Array.from({ length: inTeam }, (_, n) => personDn(uid(n * 7)));
  const nested = Array.from({ length: depth - 1 }, (_, level) => groupLdif(`level${level + 1}`, [group(level + 2)]));
  const slapd = await startSlapd([...everybody, groupLdif(`level${depth}`, last), ...nested]);
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-directory-'));
  const file = join(folder, 'directory.json');
  const teams = { base: groupsBase, filter: '(cn=level1)' };
  writeFileSync(file, JSON.stringify(slapd.settings({ pageSize: 1_000, changesEverySeconds: 5, teams })));
  try {
    const house = await openOwnHouse(workerBin, undefined, { SAAL_DIRECTORY_FILE: file });
    try {
      const { http } = await setUpAdministrator(house.saal);
      const waiting = await http.expect(DirectoryRunView, 'POST', '/api/directory/runs');
      const full = await http.expect(DirectoryRunView, 'POST', `/api/directory/runs/${waiting.id}/confirm`);
      const readAtMs = performance.now();
      if (full.state !== 'done' || full.teams?.joined !== inTeam) throw new Error(`the first reading is ${JSON.stringify(full)}`);
      const fullMs = full.tookMs ?? Number.NaN;
      say(`first reading ${fullMs} ms`);
      const untilThereMs = async (wanted: number, fromMs: number): Promise<number> => {
        await until(
          `${wanted} people to be in both rooms`,
          async () => {
            const { rows } = await sql<{ inside: number }>`select count(*)::int as inside from chat.directory_room
              join chat.membership using (room_nid) where membership = 'join'`.execute(house.db);
            return rows[0]?.inside === 2 * (wanted + 1) ? rows : undefined; // the server is in both
          },
          { timeoutMs: 600_000, everyMs: 100 },
        );
        return performance.now() - fromMs;
      };
      const joinedMs = await untilThereMs(inTeam, readAtMs);
      say(`${inTeam} people in both rooms ${Math.round(joinedMs)} ms later`);
      await slapd.set(group(depth), 'member', last.slice(leaving));
      const leftMs = await untilThereMs(inTeam - leaving, performance.now());
      say(`${leaving} people out ${Math.round(leftMs)} ms after the change in the directory`);
      const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
      const row = (what: string, ms: number) => ({ what, measured: seconds(ms), bar: '< 60 s', met: ms < 60_000 });
      return {
        rows: [
          row(`directory: first reading of ${people} people and a group of ${inTeam} at depth ${depth}`, fullMs),
          row(`teams: after it until all ${inTeam} are in the space and its channel`, joinedMs),
          row(`teams: from the change in the directory, looked for every 5 s, until ${leaving} are out`, leftMs),
        ],
        raw: { people, inTeam, leaving, depth, fullMs, joinedMs, leftMs },
      };
    } finally {
      await house.close();
    }
  } finally {
    slapd.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
