import type { AudioOutput } from '@saal/client/join';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useModel } from '../../app/use-model.ts';
import { useSelected } from '../model/use-selected.ts';
import { useNow, useTools } from '../room/room-context.ts';
import { useStageEvents } from '../stage/use-stage-events.ts';
import { isGreenRoom, waitingCount } from '../view/seated.ts';
import { isPassing, noticesOf, passingMs, type Notice, type QueuedEvent } from './notice.ts';

const nobody: [] = [];

/** What `attempt` and others put into the queue; one for the stay. */
export interface NoticeQueue {
  get(): readonly QueuedEvent[];
  subscribe(listener: () => void): () => void;
  push(event: QueuedEvent['event']): void;
  drop(key: string): void;
}

export function createNoticeQueue(): NoticeQueue {
  let events: readonly QueuedEvent[] = [];
  let made = 0;
  const listeners = new Set<() => void>();
  const set = (next: readonly QueuedEvent[]) => {
    events = next;
    listeners.forEach((listener) => listener());
  };
  return {
    get: () => events,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    push: (event) => {
      // Of what is written only the newest: a lively chat would keep everything else waiting.
      const others = event.type === 'chat' ? events.filter((one) => one.event.type !== 'chat') : events;
      set([...others.slice(-5), { key: `event-${(made += 1)}`, event }]);
    },
    drop: (key) => set(events.filter((one) => one.key !== key)),
  };
}

/** Reactions have their own place; what happens on stage is told from one's own state. */
const shownElsewhere: ReadonlySet<string> = new Set(['reaction', 'reactions', 'stage-invited', 'on-stage', 'off-stage', 'backstage-note']);

/** The notice to show now and the way to close it. */
export function useNotices(queue: NoticeQueue, audio: AudioOutput): { notice: Notice | undefined; close: () => void } {
  const { session, media, devices } = useTools();
  const { snapshot, me, audioOnly } = useNow();
  const events = useModel(queue);
  const mediaState = useModel(media);
  const soundBlocked = useModel(audio.blocked);
  const connection = useSelected(session, (state) => (state.phase === 'in' ? state.connection : 'connected'));
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());

  useEffect(
    () =>
      session.onNotice((notice) => {
        if (!shownElsewhere.has(notice.kind)) queue.push({ type: 'told', notice });
      }),
    [queue, session],
  );
  const microphoneProblem = useSelected(devices, (state) => state.microphone.problem);
  const cameraProblem = useSelected(devices, (state) => state.camera.problem);
  const switched = useSelected(devices, (state) => state.switched);
  const lastSwitched = useRef(switched);
  useEffect(() => {
    if (switched && switched !== lastSwitched.current) queue.push({ type: 'switched', label: switched.label });
    lastSwitched.current = switched;
  }, [queue, switched]);

  const invitation = useStageEvents(queue);
  // Before an event begins its whole audience waits: the banner says so, and nobody is let in one by one.
  const waiting = isGreenRoom(snapshot) ? nobody : snapshot.waiting;
  const waitingNow = waitingCount(snapshot);
  const { companion } = snapshot.me;
  const away = me?.presence === 'away';
  const all = useMemo(
    () =>
      noticesOf({
        connection,
        media: mediaState,
        soundBlocked,
        companion,
        away,
        audioOnly,
        waiting,
        waitingCount: waitingNow,
        invitation,
        problems: { microphone: microphoneProblem, camera: cameraProblem },
        events,
      }),
    [
      audioOnly,
      away,
      cameraProblem,
      companion,
      connection,
      events,
      invitation,
      mediaState,
      microphoneProblem,
      soundBlocked,
      waiting,
      waitingNow,
    ],
  );
  const notice = all.find((one) => !closed.has(one.key));

  // What is over may be shown again at its next occasion.
  const keys = all.map((one) => one.key).join(' ');
  useEffect(() => {
    const now = new Set(keys.split(' '));
    setClosed((last) => ([...last].every((key) => now.has(key)) ? last : new Set([...last].filter((key) => now.has(key)))));
  }, [keys]);

  const close = useCallback(() => {
    if (!notice) return;
    if (notice.kind === 'event') queue.drop(notice.key);
    else setClosed((last) => new Set(last).add(notice.key));
  }, [notice, queue]);

  const passing = notice && isPassing(notice) ? notice.key : undefined;
  useEffect(() => {
    if (passing === undefined) return;
    const timer = setTimeout(() => queue.drop(passing), passingMs);
    return () => clearTimeout(timer);
  }, [passing, queue]);
  return { notice, close };
}
