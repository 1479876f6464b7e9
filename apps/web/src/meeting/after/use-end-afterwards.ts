import { noDevices, type MeetingSession } from '@saal/client';
import type { MeetingId } from '@saal/protocol';
import { useEffect, useRef, useState } from 'react';

/** A host who left while others stayed may still end the meeting for all: by coming back for a moment, without devices. */
export function useEndAfterwards(session: MeetingSession, meetingId: MeetingId): { offered: boolean; done: boolean; run: () => void } {
  const wasHostOfOthers = useRef(false);
  const [done, setDone] = useState(false);
  useEffect(
    () =>
      session.subscribe(() => {
        const state = session.get();
        if (state.phase !== 'in') return;
        const { participants, me } = state.snapshot;
        wasHostOfOthers.current =
          participants.length > 1 && participants.some((person) => person.id === me.participantId && person.role === 'host');
      }),
    [session],
  );
  const run = async () => {
    const { joinMeeting } = await import('@saal/client/join');
    const back = joinMeeting({ meetingId, devices: noDevices(), createMediaDevice: null });
    const end = back.subscribe(() => {
      const { phase } = back.get();
      if (phase === 'in') void back.end();
      if (phase === 'gone' || phase === 'failed') {
        end();
        back.dispose();
        setDone(phase === 'gone');
      }
    });
  };
  return { offered: wasHostOfOthers.current, done, run: () => void run() };
}
