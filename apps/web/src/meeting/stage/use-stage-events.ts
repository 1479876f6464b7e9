import { useEffect, useMemo, useRef, useState } from 'react';
import { useSelected } from '../model/use-selected.ts';
import type { NoticeQueue } from '../notices/use-notices.ts';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { hasSeat } from '../view/seated.ts';

/**
 * What happens to oneself between audience and stage, as notices: coming up, being taken down, the meeting growing.
 * @returns the invitation that waits for an answer, with who asks
 */
export function useStageEvents(queue: NoticeQueue): { byName?: string } | undefined {
  const { session, media, devices, attempt } = useTools();
  const { snapshot, me } = useNow();
  const { size } = snapshot.meeting.settings;
  const stage = me?.stage;
  const listening = me !== undefined && !hasSeat(me, snapshot);
  // Where the settings let only some speak, nobody is offered a microphone that stays blocked.
  const maySpeak = holds(me, 'speak');
  const heard = useSelected(media, (state) => state.sending.microphone);
  const [invitedBy, setInvitedBy] = useState<string>();
  const last = useRef({ size, stage });
  const wasUp = useRef(stage === 'on');

  useEffect(() => {
    const before = last.current;
    last.current = { size, stage };
    if (stage !== 'off') wasUp.current = stage === 'on';
    if (before.size !== size) queue.push({ type: 'size', size, on: stage === 'on' });
    else if (size !== 'talk' && before.stage !== 'on' && stage === 'on' && maySpeak) queue.push({ type: 'came-up' });
  }, [maySpeak, queue, size, stage]);

  useEffect(
    () =>
      session.onNotice((notice) => {
        if (notice.kind === 'stage-invited') setInvitedBy(notice.byName);
        // An invitation taken back takes nothing away; it only disappears.
        if (notice.kind === 'off-stage' && wasUp.current) queue.push({ type: 'told', notice });
      }),
    [queue, session],
  );

  const settled = heard || stage !== 'on';
  useEffect(() => {
    if (!settled) return;
    for (const { key, event } of queue.get()) if (event.type === 'came-up') queue.drop(key);
  }, [queue, settled]);

  useEffect(() => {
    if (!listening) return;
    // Who only listens is not left with an open microphone or the camera's light on.
    attempt(media.setMicrophone(false));
    attempt(devices.setMicrophone(false));
    attempt(devices.setCamera(false));
  }, [attempt, devices, listening, media]);

  return useMemo(() => (stage === 'invited' ? { ...(invitedBy !== undefined && { byName: invitedBy }) } : undefined), [invitedBy, stage]);
}
