/** The room of a meeting on the real server: it follows who is inside, whatever happens to the server. */
import type { MeetingId } from '@saal/protocol';
import {
  createGuest,
  createPerson,
  MatrixClient,
  MatrixRefused,
  setUpAdministrator,
  startMeeting,
  startSaal,
  until,
  WireParticipant,
  type HttpClient,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let saal: SaalProcess;
let anna: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  saal = await startSaal({ env: { SAAL_CHAT_SERVER_NAME: 'stadt.example' } });
  anna = await setUpAdministrator(saal);
  bob = await createPerson(anna, 'Bob Maier');
});
afterAll(() => saal?.stop());

async function hosted(): Promise<{ meetingId: MeetingId; host: WireParticipant }> {
  const { id } = await startMeeting(anna, { title: 'Baustelle Nordring', settings: { lobbyBypass: 'nobody' } });
  const host = await WireParticipant.connect(anna.http);
  await host.join(id);
  return { meetingId: id, host };
}

/** A guest at the door, and how the host lets them in. */
async function knocks(meetingId: MeetingId, host: WireParticipant, name: string) {
  const http = await createGuest(saal.baseUrl);
  const wire = await WireParticipant.connect(http);
  await wire.join(meetingId, { name });
  const admit = async (): Promise<void> => {
    const { id } = await until(`${name} in the lobby`, () => host.snapshot?.waiting.find((one) => one.name === name));
    await host.request('meeting.admit', { participantId: id });
    await wire.joinWhenAdmitted(meetingId, name);
  };
  return { http, wire, admit };
}

const refusal = async (asked: Promise<unknown>): Promise<number> =>
  asked.then(
    () => 200,
    (error: unknown) => {
      if (error instanceof MatrixRefused) return error.status;
      throw error;
    },
  );
const enter = (http: HttpClient, meetingId: MeetingId) => MatrixClient.enterMeeting(http, meetingId);

test('a guest writes from admission on, and has lost everything when they are removed', async () => {
  const { meetingId, host } = await hosted();
  const ofHost = await enter(anna.http, meetingId);
  await ofHost.send(ofHost.roomId, 'bevor jemand kam');
  const carol = await knocks(meetingId, host, 'Carol');
  expect(await refusal(enter(carol.http, meetingId))).toBe(403);
  await carol.admit();
  const ofCarol = await enter(carol.http, meetingId);
  await ofCarol.send(ofCarol.roomId, 'Grüß Gott');
  await ofHost.send(ofHost.roomId, 'Servus');
  expect((await ofCarol.history(ofCarol.roomId)).map(({ body }) => body)).toEqual(['Grüß Gott', 'Servus']);
  expect((await ofHost.history(ofHost.roomId)).map(({ body }) => body)).toEqual(['bevor jemand kam', 'Grüß Gott', 'Servus']);

  await host.request('meeting.change-settings', { settings: { mayChat: 'hosts' } });
  await until('writing to be the hosts’', async () => (await refusal(ofCarol.send(ofCarol.roomId, 'darf ich?'))) === 403);
  await host.request('meeting.change-settings', { settings: { mayChat: 'everyone' } });
  await until('writing to be everybody’s', async () => (await refusal(ofCarol.send(ofCarol.roomId, 'ich darf'))) === 200);

  const { id } =
    host.participant('Carol') ??
    (() => {
      throw new Error('Carol is not there');
    })();
  await host.request('meeting.remove', { participantId: id, keepOut: false });
  await until('her client to be signed out', async () => (await refusal(ofCarol.ask('GET', '/sync'))) === 401);
  expect(await refusal(enter(carol.http, meetingId))).toBe(403);
  await host.close();
});

test('what a killed server could not do any more is done by the next one', async () => {
  const { meetingId, host } = await hosted();
  const dave = await knocks(meetingId, host, 'Dave');
  await dave.admit();
  const ofDave = await enter(dave.http, meetingId);
  expect(await refusal(ofDave.ask('GET', '/sync'))).toBe(200);
  await saal.kill9();
  await saal.restart();
  // Nobody comes back within the time they have: the run goes on without them, and their clients are signed out.
  await until('his client to be signed out', async () => (await refusal(ofDave.ask('GET', '/sync'))) === 401, { timeoutMs: 90_000 });
});

test('whoever has an account keeps the room afterwards, and loses it with the meeting', async () => {
  const { meetingId, host } = await hosted();
  const wire = await WireParticipant.connect(bob.http);
  await wire.join(meetingId);
  const { id } = await until('Bob in the lobby', () => host.snapshot?.waiting[0]);
  await host.request('meeting.admit', { participantId: id });
  await wire.joinWhenAdmitted(meetingId, 'Bob Maier');
  const { roomId } = await enter(bob.http, meetingId);
  await host.request('meeting.end', {});
  const ofBob = await MatrixClient.signIn(saal.baseUrl, bob);
  await ofBob.send(roomId, 'Nachtrag');
  expect((await ofBob.read(roomId)).map(({ body }) => body)).toEqual(['Nachtrag']);
  await anna.http.request('DELETE', `/api/meetings/${meetingId}`);
  await until('the room to be gone', async () => {
    const { joined_rooms } = await ofBob.ask('GET', '/joined_rooms');
    return Array.isArray(joined_rooms) && !joined_rooms.includes(roomId);
  });
});
