/** Meetings whose standing a test decides, and their rooms in chat. */
import { openDatabase, systemClock, type Clock, type Database } from '@saal/foundation';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { HouseMeetings, MeetingPerson, MeetingStanding } from '../meeting-ports.ts';
import { MatrixClient, at, openHouse, text, type House } from './house.ts';

const meetings = new Map<string, MeetingStanding>();
/** Cookie `guest=<name>`, or `person=<id>`. */
const houseMeetings: HouseMeetings = {
  standing: async (meetingId) => structuredClone(meetings.get(meetingId)),
  async visitorOf(cookie) {
    const [kind, who] = (cookie ?? '').split('=');
    if (who === undefined) return undefined;
    return { visitor: `${kind}:${who}`, person: kind === 'person' ? await house.accounts.person(who as never) : undefined };
  },
  visitorKey: (personId) => `person:${personId}`,
};

export let house: House;
export let db: Database;
let aheadMs = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs };
const retention = { direct: undefined, group: undefined, team: undefined, meeting: undefined, closed: 30 };
export let alice: { id: string; displayName: string; email: string };
export let bob: typeof alice;
export let meetingId: string;
export let meeting: MeetingStanding;
let meetingsMade = 0;

/** The hooks of a test file: a house, and a meeting anew for each test. */
export function useMeetings(): void {
  beforeAll(async () => {
    house = await openHouse({ meetings: houseMeetings, retention, clock });
    db = openDatabase(house.databaseUrl, 1);
    await house.client('alice');
    await house.client('bob');
    [alice, bob] = [await personCalled('alice'), await personCalled('bob')];
  });
  afterAll(async () => {
    await db.destroy();
    await house.close();
  });

  beforeEach(() => {
    meetingId = `meeting-${++meetingsMade}`;
    meeting = {
      ...{ title: 'Jour fixe', isPersonal: false, owner: alice, isOpen: true, keptOut: [] },
      settings: { mayChat: 'everyone', chatUploads: true },
      people: [inside(`person:${alice.id}`, 'Alice', { leads: true })],
    };
    meetings.set(meetingId, meeting);
  });
}

async function personCalled(name: string): Promise<typeof alice> {
  const [person] = await house.accounts.search(`${name}@`, 1);
  if (!person) throw new Error(`there is no ${name}`);
  return person;
}

export const inside = (visitor: string, name: string, more: Partial<MeetingPerson> = {}): MeetingPerson => ({
  ...{ visitor, name, isInside: true, leads: false, mayChat: true },
  ...more,
});

export async function signIn(
  cookie: string,
  more: { origin?: string; device?: string } = {},
): Promise<{ status: number; body: JsonObject }> {
  const answer = await house.first.app.inject({
    ...{ method: 'POST', url: '/_matrix/client/v3/login' },
    headers: { cookie, origin: more.origin ?? 'https://stadt.example', 'content-type': 'application/json' },
    payload: {
      type: 'eu.saal.login.meeting',
      meeting_id: meetingId,
      device_id: more.device ?? `meeting-the-tab-of-${cookie.replace(/\W/g, '-')}`,
    },
  });
  return { status: answer.statusCode, body: answer.json() };
}

export async function enter(cookie: string): Promise<{ client: MatrixClient; room: string }> {
  const { status, body } = await signIn(cookie);
  if (status !== 200) throw new Error(`${cookie} does not come in: ${JSON.stringify(body)}`);
  const entry = body as { user_id: string; device_id: string; access_token: string };
  return { client: new MatrixClient(house.first.url, entry), room: text(body['room_id']) };
}

/** The meeting changes, and its room has followed. */
export async function changed(change: Partial<MeetingStanding> | undefined): Promise<void> {
  if (change) Object.assign(meeting, change);
  else meetings.delete(meetingId);
  house.first.chat.meetingChanged(meetingId);
  // Whoever comes in waits until the room is in step.
  await signIn(`person=${alice.id}`, { device: 'meeting-another-tab' });
}

export const carol = 'guest=carol';
export const withCarol = () => [...meeting.people, inside('guest:carol', 'Carol')];
export const historyOf = async (client: MatrixClient, room: string): Promise<string> =>
  JSON.stringify(await client.must('GET', at(room, 'messages?dir=b&limit=100')));

/** The hourly run of duties, as it comes days from now. */
export async function dutiesIn(days: number): Promise<void> {
  aheadMs = days * 24 * 3600_000;
  await house.first.chat.runDuties();
  aheadMs = 0;
}
