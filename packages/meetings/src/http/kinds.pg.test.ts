import { defaultSettings, type MeetingDetail, type PresetContent } from '@saal/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  house.accounts.allow('Rita', 'presets.change');
});
afterAll(() => house.close());

const day = 86_400_000;
const patiently = { timeout: 20_000 };
const code = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string } } | undefined)?.error?.code;
const hearing: PresetContent = {
  name: { de: 'Anhörung', en: 'Hearing' },
  description: { de: '', en: '' },
  settings: { ...defaultSettings, lobbyBypass: 'nobody', mayShare: 'hosts', chatUploads: false },
  locked: ['lobbyBypass', 'mayShare'],
  recordingForbidden: true,
  remindersMin: [60],
  mailText: { de: 'Bitte bringen Sie den Bescheid mit.', en: 'Please bring the notice.' },
  retentionDays: 30,
};
const made = async (content: Partial<PresetContent> = {}): Promise<string> =>
  ((await house.request('person=Rita', 'POST', '/api/presets', { ...hearing, ...content })).body as { id: string }).id;
const planned = async (body: object = {}): Promise<MeetingDetail> =>
  (await house.request('person=Bob', 'POST', '/api/meetings', { kind: 'planned', startsAtMs: house.clock.now() + day, ...body }))
    .body as MeetingDetail;
const change = (meeting: MeetingDetail, body: object, name = 'Bob') =>
  house.request(`person=${name}`, 'PATCH', `/api/meetings/${meeting.id}`, body);

test('of another kind, what it locks is as it has it, the rest stays; under it what is asked beside is checked', async () => {
  const id = await made();
  const meeting = await planned({ settings: { mayChat: 'hosts', mayShare: 'presenters', chatUploads: true } });
  const refused = await change(meeting, { presetId: id, settings: { lobbyBypass: 'everyone' } });
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 'setting_locked', details: { settings: ['lobbyBypass'] } } } });
  const { body } = await change(meeting, { presetId: id, settings: { joinMuted: true } });
  expect(body).toMatchObject({
    preset: { id, locked: ['lobbyBypass', 'mayShare'] },
    settings: { ...defaultSettings, mayChat: 'hosts', lobbyBypass: 'nobody', mayShare: 'hosts', joinMuted: true, chatUploads: true },
  });
  expect(code(await change(meeting, { settings: { lobbyBypass: 'everyone' } }))).toBe('setting_locked');

  // Of no kind again nothing is locked, and nothing changes by itself.
  const back = (await change(meeting, { presetId: null })).body as MeetingDetail;
  expect(back).not.toHaveProperty('preset');
  expect(back.settings).toEqual((body as MeetingDetail).settings);
  expect((await change(meeting, { settings: { lobbyBypass: 'everyone' } })).status).toBe(200);
});

test('a kind is chosen by who may change the meeting, for planned ones, and from those that are offered', async () => {
  const id = await made();
  const withdrawn = await made();
  const meeting = await planned({ presetId: withdrawn });
  await house.request('person=Rita', 'DELETE', `/api/presets/${withdrawn}`);
  expect(code(await change(meeting, { presetId: id }, 'Mallory'))).toBe('meeting_not_found');
  expect(code(await change(meeting, { presetId: 'none' }))).toBe('preset_not_found');
  // Its own kind may have been withdrawn: saying it is no change.
  expect((await change(meeting, { presetId: withdrawn })).status).toBe(200);
  expect((await change(meeting, { presetId: id })).body).toMatchObject({ preset: { id } });
  expect(code(await change(meeting, { presetId: withdrawn }))).toBe('preset_not_found');
  const instant = await house.meetingOf('Bob');
  expect(code(await change(instant, { presetId: id }))).toBe('bad_request');
  expect((await change(instant, { presetId: null })).status).toBe(200);

  const { id: principal } = house.accounts.personNamed('Petra');
  await house.request('person=Petra', 'POST', '/api/me/delegates', { email: 'bob@example.org' });
  const forPetra = await planned({ onBehalfOf: principal });
  expect((await change(forPetra, { presetId: id })).body).toMatchObject({ preset: { id } });
});

test('reminders wished stay, until a kind has them by itself', async () => {
  const free = await made();
  const locked = await made({ remindersLocked: true, remindersMin: [15] });
  const meeting = await planned({ remindersMin: [1440] });
  await change(meeting, { presetId: free });
  expect(await house.meetings.remindersOf(meeting.id)).toEqual([1440]);
  expect(code(await change(meeting, { presetId: locked, remindersMin: [5] }))).toBe('reminders_locked');
  await change(meeting, { presetId: locked });
  expect(await house.meetings.remindersOf(meeting.id)).toEqual([15]);
  await change(meeting, { presetId: free });
  expect(await house.meetings.remindersOf(meeting.id)).toEqual([60]);
});

test('a running meeting takes the settings and locks of the new kind at once, also those that hosts had changed', async () => {
  const id = await made();
  const meeting = await planned();
  const bob = await house.connect('person=Bob');
  await bob.join(meeting.id);
  await bob.ask('meeting.change-settings', { settings: { lobbyBypass: 'everyone', mayChat: 'hosts' } });
  await change(meeting, { presetId: id });
  await expect
    .poll(() => bob.view.meeting, patiently)
    .toMatchObject({
      lockedSettings: ['lobbyBypass', 'mayShare'],
      settings: { lobbyBypass: 'nobody', mayShare: 'hosts', mayChat: 'hosts' },
    });
  expect(await bob.refusal('meeting.change-settings', { settings: { lobbyBypass: 'everyone' } })).toBe('setting_locked');
  await change(meeting, { presetId: null });
  await expect.poll(() => bob.view.meeting, patiently).not.toHaveProperty('lockedSettings');
  await bob.ask('meeting.change-settings', { settings: { lobbyBypass: 'everyone' } });
  await change(meeting, { presetId: id });
  // Whoever conducts it next knows it from the events of the run.
  await house.restart();
  const again = await house.connect('person=Bob');
  await again.join(meeting.id);
  expect(await again.refusal('meeting.change-settings', { settings: { lobbyBypass: 'everyone' } })).toBe('setting_locked');
  again.cut();
});

test('a series changes its kind as a whole, and is deleted when the new kind says', async () => {
  const id = await made({ retentionDays: 1 });
  const weekly = await planned({ timeZone: 'Europe/Berlin', series: { every: 'day', interval: 1, end: { count: 2 } } });
  expect((await change(weekly, { presetId: id })).body).toMatchObject({ preset: { id }, series: { dates: [{}, {}] } });
  const exists = async () => (await house.request('person=Bob', 'GET', `/api/meetings/${weekly.id}`)).status === 200;
  house.clock.skip(2 * day);
  expect(await exists()).toBe(true);
  house.clock.skip(day + 4 * 3_600_000);
  await expect.poll(exists, patiently).toBe(false);
});

test('the audit says who made it of another kind, once, and what cannot be written there does not happen', async () => {
  const id = await made();
  const meeting = await planned();
  await change(meeting, { presetId: id });
  await change(meeting, { presetId: id, title: 'Anhörung' });
  const { rows } = await sql<{ actor_id: string; details: unknown }>`
    select actor_id, details from audit.entry where action = 'meeting.kind-changed' and subject_id = ${meeting.id}`.execute(house.db);
  expect(rows).toEqual([{ actor_id: house.accounts.personNamed('Bob').id, details: { before: '–', after: id } }]);

  await sql`create function audit.broken() returns trigger language plpgsql as $$ begin raise 'no'; end $$`.execute(house.db);
  await sql`create trigger broken before insert on audit.entry for each row execute function audit.broken()`.execute(house.db);
  expect(code(await change(meeting, { presetId: null, title: 'Anders' }))).toBe('internal');
  await sql`drop function audit.broken cascade`.execute(house.db);
  const { body } = await house.request('person=Bob', 'GET', `/api/meetings/${meeting.id}`);
  expect(body).toMatchObject({ preset: { id }, title: 'Anhörung' });
});

test('what was checked under one kind is not stored under another that came meanwhile', async () => {
  const id = await made();
  const meeting = await planned();
  const answers = await Promise.all([
    change(meeting, { presetId: id }),
    ...Array.from({ length: 5 }, () => change(meeting, { settings: { lobbyBypass: 'everyone' } })),
  ]);
  expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 403)).toBe(true);
  const { body } = await house.request('person=Bob', 'GET', `/api/meetings/${meeting.id}`);
  expect(body).toMatchObject({ settings: { lobbyBypass: 'nobody' } });
});
