/** A02: whoever lacks a right is refused, nothing changes, and the meeting goes on. Every request that needs a right, by each lesser role. */
import {
  createGuest,
  setUpAdministrator,
  startMeeting,
  startSaal,
  until,
  WireParticipant,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import type { MeetingId, Method, ParticipantId, Role } from '@saal/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let saal: SaalProcess;
let anna: SignedIn;
let host: WireParticipant;
let bob: WireParticipant;
let meetingId: MeetingId;

beforeAll(async () => {
  saal = await startSaal();
  anna = await setUpAdministrator(saal);
  const meeting = await startMeeting(anna);
  meetingId = meeting.id;
  host = await WireParticipant.connect(anna.http);
  await host.join(meetingId);
  bob = await guest('Bob Maier');
});
afterAll(() => saal?.stop());

/** A guest who knocked and was let in. */
async function guest(name: string): Promise<WireParticipant> {
  const participant = await WireParticipant.connect(await createGuest(saal.baseUrl));
  const waiting = await participant.join(meetingId, { name });
  if (waiting.state !== 'waiting') throw new Error(`${name} did not wait`);
  await until('the host to see who waits', () => host.snapshot?.waiting.some((one) => one.name === name));
  await host.request('meeting.admit', { participantId: waiting.lobby.participantId });
  await participant.joinWhenAdmitted(meetingId, name);
  return participant;
}

const commands = (id: ParticipantId): [right: string, method: Method, data: unknown][] => [
  ['admit', 'meeting.admit', { participantId: id }],
  ['admit', 'meeting.admit-all', {}],
  ['admit', 'meeting.refuse', { participantId: id }],
  ['admit', 'meeting.send-to-lobby', { participantId: id }],
  ['change-roles', 'meeting.set-role', { participantId: id, role: 'attendee' }],
  ['change-roles', 'meeting.set-right', { participantId: id, right: 'speak', granted: false }],
  ['mute-others', 'meeting.mute', { participantId: id }],
  ['mute-others', 'meeting.mute-all', { mayUnmuteSelf: false }],
  ['mute-others', 'meeting.ask-unmute', { participantId: id }],
  ['mute-others', 'meeting.stop-camera', { participantId: id }],
  ['mute-others', 'meeting.stop-share', { participantId: id }],
  ['mute-others', 'meeting.lower-hand', { participantId: id }],
  ['remove', 'meeting.remove', { participantId: id, keepOut: true }],
  ['lock', 'meeting.set-locked', { locked: true }],
  ['change-settings', 'meeting.change-settings', { settings: { lobbyBypass: 'everyone' } }],
  ['pin-for-all', 'meeting.pin-for-all', { participantIds: [id] }],
  ['end', 'meeting.end', {}],
];

describe('A02', () => {
  test.each<Role>(['attendee', 'participant', 'presenter'])(
    'as %s every command of a host is refused with the missing right and changes nothing',
    async (role) => {
      await host.request('meeting.set-role', { participantId: bob.participantId, role });
      await until('Bob to have the role', () => bob.participants.find((one) => one.id === bob.participantId)?.role === role);
      const before = JSON.stringify([host.snapshot?.meeting, host.participants]);
      for (const [right, method, data] of commands(host.participantId)) {
        await expect(bob.raw(method, data), method).rejects.toMatchObject({ code: 'right_missing', details: { right } });
      }
      expect(JSON.stringify([host.snapshot?.meeting, host.participants])).toBe(before);
      expect(host.closed).toBeUndefined();
    },
  );

  test('nobody makes a host of themselves, by role or by single right', async () => {
    for (const role of ['host', 'co-host', 'presenter'] as const) {
      expect(await bob.refusal('meeting.set-role', { participantId: bob.participantId, role })).toBe('right_missing');
    }
    for (const right of ['change-roles', 'end', 'admit', 'remove'] as const) {
      expect(await bob.refusal('meeting.set-right', { participantId: bob.participantId, right, granted: true })).toBe('right_missing');
    }
  });

  test('a co-host does not demote the host', async () => {
    await host.request('meeting.set-role', { participantId: bob.participantId, role: 'co-host' });
    await until('Bob to be co-host', () => bob.participants.find((one) => one.id === bob.participantId)?.role === 'co-host');
    expect(await bob.refusal('meeting.set-role', { participantId: host.participantId, role: 'participant' })).toBeDefined();
    expect(host.participants.find((one) => one.id === host.participantId)?.role).toBe('host');
    await host.request('meeting.set-role', { participantId: bob.participantId, role: 'participant' });
  });

  test('the last host does not demote themselves', async () => {
    expect(await host.refusal('meeting.set-role', { participantId: host.participantId, role: 'participant' })).toBe('last_host');
  });

  test('who may not speak, show or share is refused by the media server as well', async () => {
    await host.request('meeting.set-role', { participantId: bob.participantId, role: 'attendee' });
    await until('Bob to be in the audience', () => bob.participants.find((one) => one.id === bob.participantId)?.role === 'attendee');
    const { openTransports, rtpParameters } = await import('@saal/testkit');
    const { send } = await openTransports(bob);
    for (const [source, kind] of [
      ['microphone', 'audio'],
      ['camera', 'video'],
      ['screen', 'video'],
      ['screen-audio', 'audio'],
    ] as const) {
      expect([
        source,
        await bob.refusal('media.produce', {
          transportId: send.transportId,
          source,
          rtpParameters: rtpParameters(bob, kind),
          ...(source.startsWith('screen') ? { shareId: 's1' } : {}),
        }),
      ]).toEqual([source, 'right_missing']);
    }
  });

  test('who was muted without leave to unmute is not heard again by resuming the producer', async () => {
    await host.request('meeting.set-role', { participantId: bob.participantId, role: 'participant' });
    await until('Bob to speak again', () => bob.participants.find((one) => one.id === bob.participantId)?.rights.includes('speak'));
    const { openTransports, produce } = await import('@saal/testkit');
    const { send } = await openTransports(bob);
    const producerId = await produce(bob, send, 'microphone');
    await host.request('meeting.mute-all', { mayUnmuteSelf: false });
    expect((await bob.next('media.producer-paused')).producerId).toBe(producerId);
    expect(await bob.refusal('media.resume-producer', { producerId })).toBe('right_missing');
    await until('others to see the microphone off', () =>
      host.participants.find((one) => one.id === bob.participantId)?.streams.every((stream) => stream.paused),
    );
  });
});
