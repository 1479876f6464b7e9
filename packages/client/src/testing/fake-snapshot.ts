import { DeviceId, MediaRoomInfo, MeetingId, ParticipantView, Snapshot, defaultSettings, type ParticipantId } from '@saal/protocol';

export const meetingId: MeetingId = MeetingId.parse('meeting-of-alice-00001');
export const aliceDevice: DeviceId = DeviceId.parse('device-of-alice');

export function participant(name: string, joinOrder: number, change: Partial<ParticipantView> = {}): ParticipantView {
  return ParticipantView.parse({
    id: `${name}-participant`,
    name,
    guest: false,
    role: 'participant',
    rights: [],
    joinOrder,
    presence: 'here',
    handRaisedAtMs: null,
    streams: [],
    quality: { level: 3, reason: 'none' },
    stage: 'on',
    ...change,
  });
}

export function participantId(name: string): ParticipantId {
  return participant(name, 1).id;
}

/** As Alice sees the meeting. */
export function snapshotOf(participants: ParticipantView[]): Snapshot {
  return Snapshot.parse({
    meeting: {
      id: meetingId,
      number: '123456789',
      title: 'Haushalt',
      phase: 'running',
      beganAtMs: 1,
      locked: false,
      settings: defaultSettings,
      pinnedForAll: [],
      seatOrder: [],
      onAir: true,
    },
    me: { participantId: participantId('alice'), deviceId: aliceDevice, companion: false, mayUnmute: true, questions: [], votes: [] },
    participants,
    listed: 'all',
    counts: { inside: participants.length, stage: participants.length, waiting: 0, hands: 0, most: 0, came: 0 },
    questions: [],
    waiting: [],
    speaking: [],
    activeSpeaker: null,
  });
}

export function mediaRoom(epoch: string, kept: boolean, routerRtpCapabilities: Record<string, unknown> = {}): MediaRoomInfo {
  return MediaRoomInfo.parse({ epoch, kept, routerRtpCapabilities, iceServers: [], iceTransportPolicy: 'all' });
}
