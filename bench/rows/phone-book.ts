/**
 * A city of 25,000 in a directory (Debian's slapd): reading all of it, reading a hundred changes, and finding people as one types, at the
 * real server over HTTP, one after the other: in the phone book, where one plans, and in chat. Beside it what one would write without a
 * phone book: `ilike` on the name alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ldifOf, personDn, startSlapd } from '@saal/accounts/testing/slapd';
import { ColleagueList, DirectoryRunView, DirectoryState, PhoneBookPage } from '@saal/protocol';
import { setUpAdministrator, until } from '@saal/testkit';
import { sql } from 'kysely';
import { z } from 'zod';
import { ChatLine } from '../chat/line.ts';
import { openOwnHouse } from '../chat/own-house.ts';
import { median, percentile, type Result } from '../figures.ts';

const people = 25_000;
const changes = 100;
const rounds = 3;

const first = [
  'Jörg',
  'Anna',
  'Sebastian',
  'Michael',
  'Ursula',
  'Hans-Peter',
  'Fatima',
  'Ömer',
  'Zoë',
  'Günther',
  'Maximilian',
  'Eva',
  'Änne',
];
const syllables = ['Mül', 'Hu', 'Grün', 'Stö', 'Ko', 'Ber', 'Len', 'Öz', 'Wal', 'Schmi', 'Ha', 'Ried', 'Weiß', 'Na'];
const ends = ['ler', 'ber', 'wald', 'ckl', 'walski', 'ger', 'bach', 'türk', 'der', 'dt', 'mann', 'inger', 'haupt', 'gel', 'meier'];
const departments = ['Stadtkämmerei', 'Personalamt', 'Baureferat', 'Kreisverwaltungsreferat', 'Sozialreferat', 'Hauptamt', 'Kulturamt'];
/** As people look for each other; each is typed letter by letter. */
const typed = [
  ...['jörg müller', 'Huber Anna', 'oeztuerk', 'grünwald', 'sebastian weiß', 'kowalski', 'stöckl ursula', 'schmidt'],
  ...[
    'kämmerei',
    'personalamt eva',
    'kreisverwaltung',
    '+49 89 233-12345',
    '23320077',
    '089 233 11',
    '31999',
    'p4711@stadt',
    'niemand heisst so',
  ],
];

const nth = <T>(list: readonly T[], n: number): T => {
  const value = list[n % list.length];
  if (value === undefined) throw new Error('an empty list');
  return value;
};
const personOf = (n: number) => ({
  ...{ uid: `p${n}`, mail: `p${n}@stadt.example` },
  name: `${nth(first, n)} ${nth(syllables, Math.floor(n / 13))}${nth(ends, Math.floor(n / 7))}`,
  more: {
    ...{ department: `${nth(departments, n)} ${n % 40}`, title: 'Sachbearbeitung', physicalDeliveryOfficeName: `Zimmer ${n % 900}` },
    ...{ telephoneNumber: `+49 89 233-${10_000 + n}`, ipPhone: String(10_000 + n) },
    // Long ago: who was changed lately is read again with each reading of changes.
    modifyTimestamp: '20260101000000Z',
  },
});

/** What our pages ask chat for. */
const inChat = 20;
/** Somebody who types fast; who asks chat for more than ten a second is told to wait. */
const letterMs = 110;
const LoggedIn = z.object({ access_token: z.string() });
const Found = z.object({ results: z.array(z.object({ user_id: z.string(), display_name: z.string() })) });

/**
 * Each of `typed` letter by letter, again and again; the first time warms up.
 * @param ask false: nothing was asked
 * @param pauseMs between two letters
 * @returns what each took
 */
async function asOneTypes(ask: (part: string) => Promise<boolean>, pauseMs = 0): Promise<number[]> {
  const tookMs: number[] = [];
  for (let round = 0; round <= rounds; round++)
    for (const text of typed)
      for (let length = 1; length <= text.length; length++) {
        const begunMs = performance.now();
        const isAsked = await ask(text.slice(0, length));
        if (isAsked && round > 0) tookMs.push(performance.now() - begunMs);
        if (pauseMs > 0) await pause(pauseMs);
      }
  return tookMs;
}

function searched(where: string, tookMs: readonly number[]): Result['rows'][number] {
  const [p50, p95] = [median(tookMs), percentile(tookMs, 0.95)];
  return {
    what: `${where}, found over HTTP among ${people}, letter by letter`,
    measured: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    bar: 'p95 < 50 ms',
    met: p95 < 50,
  };
}

/** @param workerBin binary of the media worker */
export async function phoneBook(workerBin: string, say: (line: string) => void): Promise<Result> {
  const slapd = await startSlapd(Array.from({ length: people }, (_, n) => ldifOf(personOf(n))));
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-directory-'));
  const file = join(folder, 'directory.json');
  writeFileSync(file, JSON.stringify(slapd.settings({ pageSize: 1_000, changesEverySeconds: 5 })));
  try {
    const house = await openOwnHouse(workerBin, undefined, { SAAL_DIRECTORY_FILE: file, SAAL_REQUESTS_PER_MINUTE: '1000000' });
    try {
      const { http, email, password } = await setUpAdministrator(house.saal);
      const waiting = await http.expect(DirectoryRunView, 'POST', '/api/directory/runs');
      const full = await http.expect(DirectoryRunView, 'POST', `/api/directory/runs/${waiting.id}/confirm`);
      if (full.state !== 'done' || full.added !== people) throw new Error(`the first reading is ${JSON.stringify(full)}`);
      const fullMs = full.tookMs ?? Number.NaN;
      say(`preview ${waiting.tookMs} ms, first reading with ${full.added} people ${fullMs} ms`);

      for (let n = 0; n < changes; n++) await slapd.set(personDn(`p${n * 50}`), 'title', `Leitung ${n}`);
      const changedAtMs = performance.now();
      const followed = await until(
        'the changes to be followed',
        async () => {
          const { runs } = await http.expect(DirectoryState, 'GET', '/api/directory');
          const those = runs.filter(({ kind }) => kind === 'changes');
          return those.reduce((sum, { changed }) => sum + changed, 0) >= changes ? those : undefined;
        },
        { timeoutMs: 60_000, everyMs: 100 },
      );
      const untilToldMs = performance.now() - changedAtMs;
      const changesMs = followed.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), 0);
      say(`${changes} changes: read in ${changesMs} ms, there ${Math.round(untilToldMs)} ms after the last`);

      const searchMs: number[] = [];
      const plainMs: number[] = [];
      for (let round = 0; round <= rounds; round++)
        for (const text of typed)
          for (let length = 1; length <= text.length; length++) {
            const part = text.slice(0, length);
            const begunMs = performance.now();
            await http.expect(PhoneBookPage, 'GET', `/api/people/search?text=${encodeURIComponent(part)}`);
            const foundMs = performance.now();
            await sql`select id, display_name from accounts.person where display_name ilike ${`%${part}%`} order by display_name limit 31`.execute(
              house.db,
            );
            if (round === 0) continue; // warming up
            searchMs.push(foundMs - begunMs);
            plainMs.push(performance.now() - foundMs);
          }
      const invitingMs = await asOneTypes(async (part) => {
        // Where one plans, a letter alone asks nobody.
        if (part.trim().length < 2) return false;
        await http.expect(ColleagueList, 'GET', `/api/colleagues?search=${encodeURIComponent(part)}`);
        return true;
      });
      const login = { type: 'm.login.password', identifier: { type: 'm.id.thirdparty', medium: 'email', address: email }, password };
      const { access_token: token } = await http.expect(LoggedIn, 'POST', '/_matrix/client/v3/login', login);
      const line = new ChatLine(house.saal.baseUrl, token);
      const chatMs = await asOneTypes(async (part) => {
        const answer = await line.ask('POST', '/user_directory/search', { search_term: part, limit: inChat });
        Found.parse(JSON.parse(answer));
        return true;
      }, letterMs).finally(() => line.close());
      const [p50, p95] = [median(searchMs), percentile(searchMs, 0.95)];
      const plain = median(plainMs);
      return {
        rows: [
          {
            what: `directory: first reading of ${people} people from slapd, all added`,
            measured: `${(fullMs / 1_000).toFixed(1)} s`,
            bar: '< 60 s',
            met: fullMs < 60_000,
          },
          {
            what: `directory: ${changes} changes`,
            measured: `${(changesMs / 1_000).toFixed(2)} s, there ${(untilToldMs / 1_000).toFixed(1)} s after the last, asked every 5 s`,
            bar: '< 5 s',
            met: changesMs < 5_000,
          },
          {
            what: `phone book: found over HTTP among ${people}, letter by letter; against ilike on the name alone, without HTTP`,
            measured: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms; ilike p50 ${plain.toFixed(1)} ms (${(p50 / plain).toFixed(2)}x)`,
            bar: 'p95 < 50 ms',
            met: p95 < 50,
          },
          searched('planning: colleagues to invite', invitingMs),
          searched('chat: people to write to', chatMs),
        ],
        raw: { people, changes, previewMs: waiting.tookMs, fullMs, changesMs, untilToldMs, searchMs, plainMs, invitingMs, chatMs },
      };
    } finally {
      await house.close();
    }
  } finally {
    slapd.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
