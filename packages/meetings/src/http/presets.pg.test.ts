import { defaultSettings, type MeetingDetail, type PresetContent, type PresetView } from '@saal/protocol';
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
const code = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string } } | undefined)?.error?.code;
const hearing: PresetContent = {
  name: { de: 'Anhörung', en: 'Hearing' },
  description: { de: '', en: '' },
  settings: { ...defaultSettings, lobbyBypass: 'nobody', chatUploads: false },
  locked: ['lobbyBypass'],
  recordingForbidden: true,
  remindersMin: [60],
  mailText: { de: 'Bitte bringen Sie den Bescheid mit.', en: 'Please bring the notice.' },
  retentionDays: 30,
};
const offered = async (): Promise<PresetView[]> =>
  ((await house.request('person=Bob', 'GET', '/api/presets')).body as { presets: PresetView[] }).presets;
const made = async (content: PresetContent = hearing): Promise<string> =>
  ((await house.request('person=Rita', 'POST', '/api/presets', content)).body as { id: string }).id;
const plan = (body: object, name = 'Bob') =>
  house.request(`person=${name}`, 'POST', '/api/meetings', { kind: 'planned', startsAtMs: house.clock.now() + day, ...body });

test('six kinds are there from the start, complete in both languages, and none lets anybody in past the lobby', async () => {
  const presets = await offered();
  expect(presets.map(({ id }) => id)).toEqual(['interview', 'appointment', 'team', 'training', 'committee', 'event']);
  for (const { name, description, settings } of presets) {
    for (const text of [name.de, name.en, description.de, description.en]) expect(text).not.toBe('');
    expect(Object.keys(settings).sort()).toEqual(Object.keys(defaultSettings).sort());
    expect(settings.lobbyBypass).not.toBe('everyone');
  }
  expect(presets.find(({ id }) => id === 'event')?.settings.size).toBe('event');
});

test('presets are made, changed, ordered and withdrawn with the right for it alone', async () => {
  const id = await made();
  for (const [method, path, body] of [
    ['POST', '/api/presets', hearing],
    ['PUT', `/api/presets/${id}`, hearing],
    ['PUT', '/api/presets/order', { ids: [id] }],
    ['DELETE', `/api/presets/${id}`, undefined],
  ] as const) {
    expect(code(await house.request('person=Bob', method, path, body))).toBe('not_allowed');
    expect(code(await house.request('guest=carol', method, path, body))).toBe('not_signed_in');
  }
  expect(code(await house.request('guest=carol', 'GET', '/api/presets'))).toBe('not_signed_in');
  expect((await offered()).at(-1)).toEqual({ id, ...hearing });

  const changed = { ...hearing, retentionDays: null, locked: [] };
  expect((await house.request('person=Rita', 'PUT', `/api/presets/${id}`, changed)).body).toEqual({ id, ...changed });
  expect((await house.request('person=Rita', 'PUT', '/api/presets/order', { ids: [id, 'team'] })).status).toBe(204);
  expect((await offered()).map((preset) => preset.id).slice(0, 4)).toEqual([id, 'team', 'interview', 'appointment']);
  expect((await house.request('person=Rita', 'DELETE', `/api/presets/${id}`)).status).toBe(204);
  expect((await offered()).some((preset) => preset.id === id)).toBe(false);
  for (const method of ['PUT', 'DELETE'] as const)
    expect(code(await house.request('person=Rita', method, `/api/presets/${id}`, method === 'PUT' ? changed : undefined))).toBe(
      'preset_not_found',
    );
  const { rows } = await sql<{ action: string }>`
    select action from audit.entry where subject_kind = 'preset' and subject_id = ${id} order by id`.execute(house.db);
  expect(rows.map(({ action }) => action)).toEqual(['preset.made', 'preset.changed', 'preset.withdrawn']);
});

test('a preset or a room whose entry in the audit cannot be written is neither made, changed nor withdrawn', async () => {
  const id = await made();
  const room = { name: 'Saal 1', building: 'Rathaus', seats: 12, equipment: '', email: null };
  house.accounts.allow('Rita', 'presets.change', 'rooms.change');
  const roomId = ((await house.request('person=Rita', 'POST', '/api/resources', room)).body as { id: string }).id;
  const rooms = async (): Promise<unknown> => (await house.request('person=Rita', 'GET', '/api/resources')).body;
  const before = [await offered(), await rooms()];
  await sql`create function audit.broken() returns trigger language plpgsql as $$ begin raise 'no'; end $$`.execute(house.db);
  await sql`create trigger broken before insert on audit.entry for each row execute function audit.broken()`.execute(house.db);
  for (const [method, path, body] of [
    ['POST', '/api/presets', hearing],
    ['PUT', `/api/presets/${id}`, { ...hearing, retentionDays: 7 }],
    ['PUT', '/api/presets/order', { ids: [id] }],
    ['DELETE', `/api/presets/${id}`, undefined],
    ['POST', '/api/resources', room],
    ['PUT', `/api/resources/${roomId}`, { ...room, seats: 99 }],
    ['DELETE', `/api/resources/${roomId}`, undefined],
  ] as const)
    expect(code(await house.request('person=Rita', method, path, body)), `${method} ${path}`).toBe('internal');
  await sql`drop function audit.broken cascade`.execute(house.db);
  expect([await offered(), await rooms()]).toEqual(before);
});

test('a meeting takes what its preset sets; what it locks is refused when planning and when changing', async () => {
  const id = await made();
  expect(code(await plan({ presetId: id, settings: { lobbyBypass: 'everyone' } }))).toBe('setting_locked');
  expect(code(await plan({ presetId: 'none' }))).toBe('preset_not_found');
  expect(code(await house.request('person=Bob', 'POST', '/api/meetings', { kind: 'instant', presetId: id }))).toBe('bad_request');
  const meeting = (await plan({ presetId: id, settings: { lobbyBypass: 'nobody', mayShare: 'hosts' } })).body as MeetingDetail;
  expect(meeting.settings).toEqual({ ...hearing.settings, mayShare: 'hosts' });
  expect(meeting.preset).toMatchObject({ id, locked: ['lobbyBypass'], mailText: hearing.mailText });

  const change = (settings: object) => house.request('person=Bob', 'PATCH', `/api/meetings/${meeting.id}`, { settings });
  const refused = await change({ lobbyBypass: 'accounts', mayChat: 'hosts' });
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 'setting_locked', details: { settings: ['lobbyBypass'] } } } });
  expect((await change({ ...meeting.settings, mayChat: 'hosts' })).body).toMatchObject({ settings: { mayChat: 'hosts' } });
  // Withdrawn, it is offered no more and still rules what was planned with it.
  await house.request('person=Rita', 'DELETE', `/api/presets/${id}`);
  expect(code(await change({ lobbyBypass: 'accounts' }))).toBe('setting_locked');
  expect(code(await plan({ presetId: id }))).toBe('preset_not_found');
});

test('a meeting takes as long as its kind says, unless who plans says otherwise', async () => {
  const id = await made({ ...hearing, durationMin: 25 });
  const durationOf = async (body: object) => ((await plan(body)).body as MeetingDetail).durationMin;
  expect((await offered()).find((preset) => preset.id === id)?.durationMin).toBe(25);
  expect(await durationOf({ presetId: id })).toBe(25);
  expect(await durationOf({ presetId: id, durationMin: 90 })).toBe(90);
  const series = { every: 'day', interval: 1, end: { count: 2 } };
  const { body } = await plan({ presetId: id, timeZone: 'Europe/Berlin', series });
  expect((body as MeetingDetail).series?.dates.map(({ durationMin }) => durationMin)).toEqual([25, 25]);
  expect(await house.meetings.appointments.kind(id)).toMatchObject({ durationMin: 25, retentionDays: 30 });
  await house.request('person=Rita', 'PUT', `/api/presets/${id}`, hearing);
  expect(await durationOf({ presetId: id })).toBe(60);
  for (const durationMin of [4, 1441, 7.5])
    expect(code(await house.request('person=Rita', 'POST', '/api/presets', { ...hearing, durationMin }))).toBe('bad_request');
});

test('reminders of a meeting are what was wished, else what its kind has, and the kind alone where the house locks them', async () => {
  const id = await made();
  const reminders = (meeting: MeetingDetail) => house.meetings.remindersOf(meeting.id);
  const change = (meeting: MeetingDetail, remindersMin: number[] | null) =>
    house.request('person=Bob', 'PATCH', `/api/meetings/${meeting.id}`, { remindersMin });
  const plain = (await plan({})).body as MeetingDetail;
  expect(await reminders(plain)).toBeUndefined();
  const meeting = (await plan({ presetId: id, remindersMin: [15, 1440, 15] })).body as MeetingDetail;
  expect([meeting.remindersMin, await reminders(meeting)]).toEqual([
    [1440, 15],
    [1440, 15],
  ]);
  expect((await change(meeting, null)).body).not.toHaveProperty('remindersMin');
  expect(await reminders(meeting)).toEqual([60]);
  expect((await change(meeting, [])).body).toMatchObject({ remindersMin: [] });
  expect(await reminders(meeting)).toEqual([]);
  expect(code(await change(meeting, [1, 2, 3]))).toBe('bad_request');
  expect(code(await house.request('person=Bob', 'POST', '/api/meetings', { kind: 'instant', remindersMin: [60] }))).toBe('bad_request');

  await house.request('person=Rita', 'PUT', `/api/presets/${id}`, { ...hearing, remindersLocked: true });
  expect(await reminders(meeting)).toEqual([60]);
  expect(await change(meeting, [1440])).toMatchObject({ status: 403, body: { error: { code: 'reminders_locked' } } });
  expect(code(await plan({ presetId: id, remindersMin: [5] }))).toBe('reminders_locked');
  expect((await change(meeting, [60])).status).toBe(200);
});

test('who leads the meeting does not change what the preset locks while it runs', async () => {
  const id = await made();
  const meeting = (await plan({ presetId: id })).body as MeetingDetail;
  const bob = await house.connect('person=Bob');
  await bob.join(meeting.id);
  expect(bob.view.meeting.lockedSettings).toEqual(['lobbyBypass']);
  expect(await bob.refusal('meeting.change-settings', { settings: { lobbyBypass: 'everyone' } })).toBe('setting_locked');
  await bob.ask('meeting.change-settings', { settings: { mayChat: 'hosts' } });
  bob.cut();
});

test('a meeting is deleted by itself when its retention after the last date is over, and the log says which', async () => {
  const id = await made();
  const kept = (await plan({ presetId: id })).body as MeetingDetail;
  const noPreset = (await plan({})).body as MeetingDetail;
  const weekly = (
    await plan({
      presetId: id,
      timeZone: 'Europe/Berlin',
      series: { every: 'day', interval: 1, end: { count: 3 } },
    })
  ).body as MeetingDetail;
  const exists = async (meeting: MeetingDetail): Promise<boolean> =>
    (await house.request('person=Bob', 'GET', `/api/meetings/${meeting.id}`)).status === 200;
  house.clock.skip(31 * day);
  expect(await exists(kept)).toBe(true);
  house.clock.skip(2 * 3_600_000);
  await expect.poll(() => exists(kept)).toBe(false);
  expect([await exists(noPreset), await exists(weekly)]).toEqual([true, true]);
  expect(house.log()).toContain(kept.id);
  house.clock.skip(2 * day);
  await expect.poll(() => exists(weekly)).toBe(false);
  expect(await exists(noPreset)).toBe(true);
});
