import { BusyAnswer, momentOf, SuggestionsAnswer } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { passwordOf, startRadicale, type Radicale } from '../testing/radicale.ts';

const timeZone = 'Europe/Berlin';
const year = new Date().getUTCFullYear() + 1;
/** The first Monday of March. */
const monday = [1, 2, 3, 4, 5, 6, 7].map((day) => `${year}-03-0${day}`).find((day) => new Date(`${day}T00:00Z`).getUTCDay() === 1) ?? '';
const at = (time: string, day = monday): number => momentOf({ date: day, time }, timeZone) ?? NaN;
const range = { fromMs: at('00:00'), toMs: at('00:00') + 86_400_000, timeZone };

let radicale: Radicale;
let house: TestHouse;
beforeAll(async () => {
  radicale = await startRadicale(['dora', 'eva']);
  house = await openTestHouse({ caldav: [{ id: 'city', name: 'Stadt', url: `${radicale.url}/` }] });
  for (const name of ['anna', 'bob', 'carol', 'dora', 'extern1']) house.idOf(name);
});
afterAll(async () => {
  await house.close();
  radicale.close();
});

async function busy(viewer: string, ...people: string[]) {
  const answer = await house.ask(viewer, 'POST', '/calendars/busy', { people: people.map((name) => `${name}@example.org`), ...range });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return BusyAnswer.parse(answer.body).people.map(({ email, state, busy: spans }) => [
    email.split('@')[0],
    state,
    ...spans.map(({ fromMs, toMs }) => `${(fromMs - range.fromMs) / 3_600_000}-${(toMs - range.fromMs) / 3_600_000}`),
  ]);
}

test('colleagues see when somebody is busy, as joined spans without a word of what', async () => {
  house.plan('anna', { title: 'Geheime Lage', startsAtMs: at('09:00'), durationMin: 60 });
  house.plan('anna', { title: 'Noch eine', startsAtMs: at('10:00'), durationMin: 30 });
  house.plan('bob', { startsAtMs: at('13:00'), durationMin: 60 });
  expect(await busy('bob', 'anna')).toEqual([
    ['bob', 'known', '13-14'],
    ['anna', 'known', '9-10.5'],
  ]);
  const { text } = await house.ask('bob', 'POST', '/calendars/busy', { people: ['ANNA@example.org '], ...range });
  expect(text).not.toMatch(/Lage|Noch/);
});

test('who does not want to be seen is hidden, but from themselves; who is unknown or disabled looks alike', async () => {
  expect((await house.ask('anna', 'PUT', '/me/calendar-settings', { showsBusy: false })).status).toBe(200);
  expect((await house.ask('anna', 'GET', '/me/calendar-settings')).body).toEqual({ showsBusy: false });
  expect(await busy('bob', 'anna')).toContainEqual(['anna', 'hidden']);
  expect(await busy('anna')).toEqual([['anna', 'known', '9-10.5']]);
  await house.ask('anna', 'PUT', '/me/calendar-settings', { showsBusy: true });
  house.idOf('gone');
  house.disable('gone');
  expect((await busy('bob', 'gone', 'nobody')).slice(1)).toEqual([
    ['gone', 'unknown'],
    ['nobody', 'unknown'],
  ]);
});

test('people from elsewhere see nobody but themselves, and guests nothing', async () => {
  expect(await busy('extern1', 'anna')).toEqual([
    ['extern1', 'known'],
    ['anna', 'hidden'],
  ]);
  for (const path of ['/calendars/busy', '/calendars/suggestions']) {
    const body = path.endsWith('busy') ? { people: [], ...range } : suggestion([]);
    expect((await house.ask('', 'POST', path, body)).status).toBe(401);
  }
  expect((await house.ask('', 'GET', '/me/calendar-settings')).status).toBe(401);
});

test('a connected calendar counts, our own events in it do not count twice, and one that is away is told', async () => {
  await radicale.makeCalendar('dora', 'work');
  const file = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:${monday.replaceAll('-', '')}T080000\r\nDURATION:PT2H\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Zahnarzt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  expect((await radicale.as('dora', 'PUT', '/dora/work/1.ics', file, { 'content-type': 'text/calendar' })).status).toBe(201);
  const meeting = house.plan('dora', { startsAtMs: at('15:00'), durationMin: 60 });
  const connect = { server: 'city', userName: 'dora', password: passwordOf('dora'), writes: true };
  expect((await house.ask('dora', 'PUT', '/me/calendar-connection', connect)).status).toBe(200);
  await house.calendars.settled();
  house.cancel(meeting); // still stands in the calendar
  expect(await busy('bob', 'dora')).toContainEqual(['dora', 'known', '8-10']);
});

test('asking for more than planning needs is refused', async () => {
  const long = { people: [], fromMs: 0, toMs: 90 * 86_400_000, timeZone };
  expect((await house.ask('bob', 'POST', '/calendars/busy', long)).body).toMatchObject({ error: { code: 'bad_request' } });
  const many = { people: Array.from({ length: 21 }, (_, index) => `p${index}@example.org`), ...range };
  expect((await house.ask('bob', 'POST', '/calendars/busy', many)).status).toBe(400);
  expect((await house.ask('bob', 'POST', '/calendars/busy', { people: [], ...range, timeZone: 'Mars/Olympus' })).status).toBe(400);
});

const suggestion = (people: string[]) => ({
  ...{ people: people.map((name) => `${name}@example.org`), lengthMin: 60, timeZone, firstDay: monday, days: 1 },
  hours: { from: '09:00', to: '14:00' },
});

test('times are suggested at which everybody can, then with who cannot', async () => {
  const answer = await house.ask('bob', 'POST', '/calendars/suggestions', suggestion(['anna', 'nobody']));
  const { slots, people } = SuggestionsAnswer.parse(answer.body);
  expect(slots).toEqual([
    { startsAtMs: at('10:30'), busy: [] },
    { startsAtMs: at('11:30'), busy: [] },
  ]);
  expect(people.map(({ state }) => state)).toEqual(['known', 'known', 'unknown']);
});
