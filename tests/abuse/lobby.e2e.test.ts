/** A01: who waits in the lobby learns and receives nothing. Against the real process, over a raw WebSocket. */
import {
  createGuest,
  openTransports,
  pause,
  produce,
  setUpAdministrator,
  startMeeting,
  startSaal,
  WireParticipant,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { MeetingId, type Method } from '@saal/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** So long nothing of the meeting may reach who waits (A01 of the catalogue). */
const SILENT_MS = 60_000;

let saal: SaalProcess;
let anna: SignedIn;

beforeAll(async () => {
  saal = await startSaal();
  anna = await setUpAdministrator(saal);
});
afterAll(() => saal?.stop());

/** What a running meeting looks like inside: Anna is in and sends a microphone and a camera. */
async function runningMeeting() {
  const meeting = await startMeeting(anna, { title: 'Haushaltsausschuss' });
  const host = await WireParticipant.connect(anna.http);
  await host.join(meeting.id);
  const { send } = await openTransports(host);
  const producers = [await produce(host, send, 'microphone'), await produce(host, send, 'camera')];
  return { meeting, host, producers, send };
}

const validNeedsNothing = (id: string, producerId: string): [Method, unknown][] => [
  ['meeting.set-hand', { raised: true }],
  ['meeting.lower-hand', { participantId: id }],
  ['meeting.react', { reaction: 'clap' }],
  ['meeting.set-away', { away: true }],
  ['meeting.take-sound', {}],
  ['meeting.admit', { participantId: id }],
  ['meeting.admit-all', {}],
  ['meeting.refuse', { participantId: id }],
  ['meeting.send-to-lobby', { participantId: id }],
  ['meeting.set-role', { participantId: id, role: 'attendee' }],
  ['meeting.set-right', { participantId: id, right: 'speak', granted: false }],
  ['meeting.mute', { participantId: id }],
  ['meeting.mute-all', { mayUnmuteSelf: false }],
  ['meeting.ask-unmute', { participantId: id }],
  ['meeting.stop-camera', { participantId: id }],
  ['meeting.stop-share', { participantId: id }],
  ['meeting.remove', { participantId: id, keepOut: true }],
  ['meeting.set-locked', { locked: true }],
  ['meeting.change-settings', { settings: { lobbyBypass: 'everyone' } }],
  ['meeting.pin-for-all', { participantIds: [id] }],
  ['meeting.set-seat-order', { participantIds: [id] }],
  ['meeting.end', {}],
  ['media.create-transport', { direction: 'receive' }],
  ['media.create-transport', { direction: 'send' }],
  ['media.watch', { tiles: [{ producerId, widthPx: 640, heightPx: 360, priority: 10 }] }],
  ['media.pause-producer', { producerId }],
  ['media.close-producer', { producerId }],
  ['media.report-quality', { level: 3, reason: 'none' }],
];

// Side by side: each has a meeting of its own, and the first one listens for a minute.
describe.concurrent('A01: a guest in the lobby', () => {
  test('is refused everything but leaving, and hears nothing of the meeting for sixty seconds', { timeout: 120_000 }, async () => {
    const { meeting, host, producers } = await runningMeeting();
    const http = await createGuest(saal.baseUrl);
    const mallory = await WireParticipant.connect(http);
    const joined = await mallory.join(meeting.id, { name: 'Mallory' });
    expect(joined.state).toBe('waiting');
    expect(JSON.stringify(joined)).not.toContain(host.participantId);

    const capabilities = host.media?.routerRtpCapabilities ?? {};
    expect(await mallory.refusal('media.set-capabilities', { rtpCapabilities: capabilities })).toBe('not_admitted');
    for (const [method, data] of validNeedsNothing(host.participantId, producers[0] ?? '')) {
      expect([method, await mallory.refusal(method, data)]).toEqual([method, 'not_admitted']);
    }
    const framesBefore = mallory.frames.length;

    // While Mallory listens, everything that makes events happens inside.
    await host.request('meeting.set-hand', { raised: true });
    await host.request('meeting.react', { reaction: 'heart' });
    await host.request('meeting.change-settings', { settings: { mayChat: 'hosts' } });
    await host.request('media.pause-producer', { producerId: producers[0] ?? '' });
    const second = await WireParticipant.connect(await createGuest(saal.baseUrl));
    await second.join(meeting.id, { name: 'Oscar' });
    const listenedFromMs = performance.now();
    for (let raised = false; performance.now() - listenedFromMs < SILENT_MS; raised = !raised) {
      await host.request('meeting.set-hand', { raised });
      await pause(5_000); // silence for a minute is the claim
    }

    const after = mallory.frames.slice(framesBefore);
    for (const frame of after) {
      expect(frame).not.toContain(host.participantId);
      expect(frame).not.toContain('Oscar');
      expect(frame).not.toContain(producers[0]);
    }
    expect(mallory.seen.filter((event) => !event.type.startsWith('lobby.'))).toEqual([]);
    expect(mallory.closed).toBeUndefined();
    expect(host.snapshot?.meeting.settings.lobbyBypass).toBe('accounts');
    await Promise.all([mallory.close(), second.close(), host.request('meeting.end', {})]);
  });

  test('does not slip in by asking to join again, by another device or by another connection', async () => {
    const { meeting, host } = await runningMeeting();
    const http = await createGuest(saal.baseUrl);
    const first = await WireParticipant.connect(http);
    expect((await first.join(meeting.id, { name: 'Mallory' })).state).toBe('waiting');
    expect((await first.join(meeting.id, { name: 'Mallory' })).state).toBe('waiting');
    const tab = await WireParticipant.connect(http);
    expect((await tab.join(meeting.id, { name: 'Mallory' })).state).toBe('waiting');
    expect((await tab.join(meeting.id, { name: 'Anna Huber' })).state).toBe('waiting');
    expect(host.participants).toHaveLength(1);
    await Promise.all([first.close(), tab.close(), host.close()]);
  });

  test('who never joined is refused as no participant', async () => {
    const { host, producers } = await runningMeeting();
    const mallory = await WireParticipant.connect(await createGuest(saal.baseUrl));
    for (const [method, data] of validNeedsNothing(host.participantId, producers[0] ?? '')) {
      expect([method, await mallory.refusal(method, data)]).toEqual([method, 'not_a_participant']);
    }
    await Promise.all([mallory.close(), host.close()]);
  });

  test('knocks before the meeting has begun, waits, and is told when a host comes', async () => {
    const meeting = await startMeeting(anna);
    const bob = await WireParticipant.connect(await createGuest(saal.baseUrl));
    const knocked = await bob.join(MeetingId.parse(meeting.id), { name: 'Bob Maier' });
    expect(knocked).toMatchObject({ state: 'waiting', lobby: { reason: 'not-begun', inviterName: 'Anna Huber' } });
    const host = await WireParticipant.connect(anna.http);
    await host.join(meeting.id);
    expect(await bob.next('lobby.changed')).toMatchObject({ reason: 'wait-for-admission' });
    expect(host.snapshot?.waiting.map((one) => one.name)).toEqual(['Bob Maier']);
    await host.request('meeting.admit', { participantId: host.snapshot?.waiting[0]?.id ?? host.participantId });
    await bob.joinWhenAdmitted(meeting.id, 'Bob Maier');
    expect(bob.participants.map((one) => one.name)).toEqual(['Anna Huber', 'Bob Maier']);
    await Promise.all([bob.close(), host.close()]);
  });
});
