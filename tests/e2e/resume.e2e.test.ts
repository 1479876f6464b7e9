/** Coming back over the wire: after a lost connection, a reload, a second tab, and a killed server. No browser, so every word is seen. */
import { newId } from '@saal/foundation';
import {
  createGuest,
  openTransports,
  produce,
  setUpAdministrator,
  startMeeting,
  startSaal,
  until,
  WireParticipant,
  type HttpClient,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { RESUME_WINDOW_MS, type MeetingDetail } from '@saal/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDoors } from './cast.ts';
import { recordFigures } from './figures.ts';

let saal: SaalProcess;
let anna: SignedIn;

beforeAll(async () => {
  saal = await startSaal();
  anna = await setUpAdministrator(saal);
});
afterAll(() => saal?.stop());

async function hostOf(meeting: MeetingDetail): Promise<WireParticipant> {
  const host = await WireParticipant.connect(anna.http);
  await host.join(meeting.id);
  return host;
}

async function come(http: HttpClient, meeting: MeetingDetail, name: string, deviceId?: string): Promise<WireParticipant> {
  const participant = await WireParticipant.connect(http, deviceId ? { deviceId } : {});
  await participant.join(meeting.id, { name });
  return participant;
}

/** What must be the same before and after. */
function state(one: WireParticipant) {
  return {
    people: one.participants
      .filter((person) => person.presence !== 'away')
      .map(({ id, name, role, rights, joinOrder, handRaisedAtMs }) => ({ id, name, role, rights, joinOrder, handRaisedAtMs })),
    waiting: one.snapshot?.waiting.map(({ id, name }) => ({ id, name })),
    locked: one.snapshot?.meeting.locked,
    settings: one.snapshot?.meeting.settings,
    beganAtMs: one.snapshot?.meeting.beganAtMs,
  };
}

describe('a lost connection', () => {
  test('shows as reconnecting, and the same device is back as the same participant with its media kept', async () => {
    const meeting = await startMeeting(anna, { settings: openDoors });
    const host = await hostOf(meeting);
    const http = await createGuest(saal.baseUrl);
    const bob = await come(http, meeting, 'Bob Maier');
    const { send } = await openTransports(bob);
    const producerId = await produce(bob, send, 'microphone');
    await bob.request('meeting.set-hand', { raised: true });
    await until(
      'Anna to see it all',
      () => host.participant('Bob Maier')?.streams.length === 1 && host.participant('Bob Maier')?.handRaisedAtMs,
    );
    const before = host.participant('Bob Maier');
    bob.drop();
    await until('Anna to see Bob reconnecting', () => host.participant('Bob Maier')?.presence === 'reconnecting');
    const again = await WireParticipant.connect(http, { deviceId: bob.deviceId });
    await again.join(meeting.id, { name: 'Bob Maier', mediaEpoch: bob.media?.epoch ?? '' });
    expect(again.media).toMatchObject({ epoch: bob.media?.epoch, kept: true });
    await until('Anna to see Bob here', () => host.participant('Bob Maier')?.presence === 'here');
    expect(host.participant('Bob Maier')).toEqual(before);
    await again.request('media.pause-producer', { producerId });
    await Promise.all([host.close(), again.close()]);
  });

  test('that is not noticed yet is taken over: the former connection is closed as replaced', async () => {
    const meeting = await startMeeting(anna, { settings: openDoors });
    const host = await hostOf(meeting);
    const http = await createGuest(saal.baseUrl);
    const bob = await come(http, meeting, 'Bob Maier');
    const again = await WireParticipant.connect(http, { deviceId: bob.deviceId });
    await again.join(meeting.id, { name: 'Bob Maier' });
    await until('the former one to be closed', () => bob.closed);
    expect(bob.closed?.code).toBe(4409);
    expect(host.participants.filter((one) => one.name === 'Bob Maier')).toHaveLength(1);
    expect(again.participantId).toBe(bob.participantId);
    await Promise.all([host.close(), again.close()]);
  });

  test('in the lobby keeps the place, and who was admitted meanwhile comes in', async () => {
    const meeting = await startMeeting(anna);
    const host = await hostOf(meeting);
    const http = await createGuest(saal.baseUrl);
    const bob = await WireParticipant.connect(http);
    expect((await bob.join(meeting.id, { name: 'Bob Maier' })).state).toBe('waiting');
    await until('Anna to see who waits', () => host.snapshot?.waiting.length === 1);
    bob.drop();
    await host.request('meeting.admit', { participantId: host.snapshot?.waiting[0]?.id ?? host.participantId });
    const again = await WireParticipant.connect(http, { deviceId: bob.deviceId });
    expect((await again.join(meeting.id, { name: 'Bob Maier' })).state).toBe('joined');
    await Promise.all([host.close(), again.close()]);
  });

  test(
    `of more than ${RESUME_WINDOW_MS / 1_000} s means gone, and coming back is still the same participant without the lobby`,
    { timeout: 90_000 },
    async () => {
      const meeting = await startMeeting(anna);
      const host = await hostOf(meeting);
      const http = await createGuest(saal.baseUrl);
      const bob = await WireParticipant.connect(http);
      const waiting = await bob.join(meeting.id, { name: 'Bob Maier' });
      await until('Anna to see who waits', () => host.snapshot?.waiting.length === 1);
      await host.request('meeting.admit-all', {});
      await bob.joinWhenAdmitted(meeting.id, 'Bob Maier');
      await until('Anna to see Bob', () => host.participant('Bob Maier')?.presence === 'here');
      bob.drop();
      await until('Anna to see Bob reconnecting', () => host.participant('Bob Maier')?.presence === 'reconnecting');
      await until('Bob to be gone', () => host.participants.every((one) => one.name !== 'Bob Maier'), {
        timeoutMs: RESUME_WINDOW_MS + 20_000,
      });
      const again = await WireParticipant.connect(http, { deviceId: newId() });
      expect((await again.join(meeting.id, { name: 'Bob Maier' })).state).toBe('joined');
      if (waiting.state === 'waiting') expect(again.participantId).toBe(waiting.lobby.participantId);
      await Promise.all([host.close(), again.close()]);
    },
  );
});

describe('a second tab', () => {
  test('of the same person is a companion of one participant, and can take the sound', async () => {
    const meeting = await startMeeting(anna, { settings: openDoors });
    const host = await hostOf(meeting);
    const http = await createGuest(saal.baseUrl);
    const bob = await come(http, meeting, 'Bob Maier');
    const tab = await come(http, meeting, 'Bob Maier');
    expect(tab.participantId).toBe(bob.participantId);
    expect(tab.snapshot?.me.companion).toBe(true);
    await until('Anna to see Bob', () => host.participant('Bob Maier'));
    expect(host.participants.filter((one) => one.name === 'Bob Maier')).toHaveLength(1);
    await tab.request('meeting.take-sound', {});
    await until('the sound to move', () => tab.snapshot?.me.companion === false && bob.snapshot?.me.companion === true);
    await tab.request('meeting.leave', {});
    await until('the first to have the sound again', () => bob.snapshot?.me.companion === false);
    expect(host.participant('Bob Maier')?.presence).toBe('here');
    await Promise.all([host.close(), bob.close()]);
  });
});

describe('a killed server', () => {
  test('comes back with the same people, seats, roles, rights, hands, lobby, lock and settings', { timeout: 120_000 }, async () => {
    const meeting = await startMeeting(anna, { title: 'Haushaltsausschuss', settings: openDoors });
    const host = await hostOf(meeting);
    const bobHttp = await createGuest(saal.baseUrl);
    const carolHttp = await createGuest(saal.baseUrl);
    const malloryHttp = await createGuest(saal.baseUrl);
    const daveHttp = await createGuest(saal.baseUrl);
    const bob = await come(bobHttp, meeting, 'Bob Maier');
    const carol = await come(carolHttp, meeting, 'Carol Schmid');
    const mallory = await come(malloryHttp, meeting, 'Mallory');
    await host.request('meeting.change-settings', { settings: { lobbyBypass: 'nobody', mayUnmuteSelf: false } });
    await host.request('meeting.set-role', { participantId: bob.participantId, role: 'co-host' });
    await host.request('meeting.set-right', { participantId: carol.participantId, right: 'share', granted: false });
    await carol.request('meeting.set-hand', { raised: true });
    await host.request('meeting.remove', { participantId: mallory.participantId, keepOut: true });
    const dave = await come(daveHttp, meeting, 'Dave Late');
    await host.request('meeting.set-locked', { locked: true });
    await until(
      'Anna to see it all',
      () => host.snapshot?.waiting.length === 1 && host.snapshot.meeting.locked && host.participants.length === 3,
    );
    const before = state(host);

    const killedMs = performance.now();
    await saal.kill9();
    const goneMs = performance.now();
    await saal.restart();
    const readyMs = performance.now();

    const back = async (http: HttpClient, former: WireParticipant, name?: string) => {
      const again = await WireParticipant.connect(http, { deviceId: former.deviceId });
      const result = await again.join(meeting.id, {
        ...(name ? { name } : {}),
        ...(former.media ? { mediaEpoch: former.media.epoch } : {}),
      });
      return { again, result };
    };
    const annaBack = await back(anna.http, host);
    const bobBack = await back(bobHttp, bob, 'Bob Maier');
    const carolBack = await back(carolHttp, carol, 'Carol Schmid');
    const daveBack = await back(daveHttp, dave, 'Dave Late');
    recordFigures('server-death-wire', { goneMs: goneMs - killedMs, startMs: readyMs - goneMs, joinedMs: performance.now() - readyMs });
    expect([annaBack, bobBack, carolBack, daveBack].map(({ result }) => result.state)).toEqual(['joined', 'joined', 'joined', 'waiting']);
    expect(annaBack.again.media?.kept).toBe(false);
    await until('all to be here again', () => annaBack.again.participants.every((one) => one.presence === 'here'));
    expect(state(annaBack.again)).toEqual(before);
    expect(carolBack.again.snapshot?.me.mayUnmute).toBe(carol.snapshot?.me.mayUnmute);

    // Who was removed and kept out stays out; who never was in meets the lock.
    const kept = await WireParticipant.connect(malloryHttp);
    expect(await kept.refusal('meeting.join', { wireVersion: 1, meetingId: meeting.id, deviceId: kept.deviceId, name: 'Mallory' })).toBe(
      'removed_from_meeting',
    );
    const late = await WireParticipant.connect(await createGuest(saal.baseUrl));
    expect(await late.refusal('meeting.join', { wireVersion: 1, meetingId: meeting.id, deviceId: late.deviceId, name: 'Late' })).toBe(
      'meeting_locked',
    );

    // Media can be made anew at once.
    const { send } = await openTransports(bobBack.again);
    await produce(bobBack.again, send, 'camera');
    await until('Carol to see the camera', () => carolBack.again.participant('Bob Maier')?.streams.length === 1);

    // And everything goes on: Dave is let in, Anna ends it, a further kill changes nothing about that.
    await bobBack.again.request('meeting.admit', {
      participantId: annaBack.again.snapshot?.waiting[0]?.id ?? annaBack.again.participantId,
    });
    await daveBack.again.joinWhenAdmitted(meeting.id, 'Dave Late');
    await annaBack.again.request('meeting.end', {});
    await until('Bob to be told', () => bobBack.again.eventsOf('meeting.gone').some((gone) => gone.reason === 'ended'));
    await saal.kill9();
    await saal.restart();
    expect((await anna.http.request('GET', `/api/meetings/${meeting.id}`)).json).toMatchObject({ running: false });
  });

  test('loses nothing that was acknowledged: a hundred hands raised and lowered, killed in the midst', { timeout: 120_000 }, async () => {
    const meeting = await startMeeting(anna, { settings: openDoors });
    const host = await hostOf(meeting);
    const guests = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const http = await createGuest(saal.baseUrl);
        return { http, name: `Gast ${index}`, one: await come(http, meeting, `Gast ${index}`), acknowledged: false };
      }),
    );
    let over = false;
    const raising = guests.map(async (guest) => {
      for (let round = 0; !over; round++) {
        const raised = round % 2 === 0;
        try {
          await guest.one.request('meeting.set-hand', { raised });
          guest.acknowledged = raised;
        } catch (error) {
          if (guest.one.closed) return { guest, maybe: raised };
          if (!String(error).includes('rate_limited')) throw error;
          round--;
          await new Promise((resolve) => setTimeout(resolve, 150)); // the limit of the server, not a guess
        }
      }
      return { guest, maybe: undefined };
    });
    await until('hands to move', () => host.eventsOf('meeting.changed').length > 8);
    await saal.kill9();
    over = true;
    const ends = await Promise.all(raising);
    await saal.restart();
    const again = await WireParticipant.connect(anna.http, { deviceId: host.deviceId });
    await again.join(meeting.id);
    for (const { guest, maybe } of ends) {
      const hand = again.participant(guest.name)?.handRaisedAtMs !== null;
      // What was asked but not answered may or may not have happened; what was answered has.
      expect(
        [guest.acknowledged, maybe].filter((one) => one !== undefined),
        guest.name,
      ).toContain(hand);
    }
    await again.close();
  });
});
