import type { Devices, MeetingSession } from '@saal/client';
import type { ParticipantView } from '@saal/protocol';
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toWireError } from '../../app/wire-error.ts';
import type { OwnedByRoom } from './owned-by-room.ts';
import { isLastHost } from '../dialogs/successors.ts';
import { useMediaQuery, narrowQuery } from '../../app/use-media-query.ts';
import { createNoticeQueue, type NoticeQueue } from '../notices/use-notices.ts';
import { loadShortcuts, storeShortcuts } from '../shortcuts/shortcuts.ts';
import { seatOrder } from '../view/seat-order.ts';
import { seatedOf } from '../view/seated.ts';
import { changeView, loadChoices, storeChoices } from '../view/view-choices.ts';
import { loadComfort, storeComfort } from './comfort.ts';
import type { DialogName, PanelName, RoomNow, RoomTools } from './room-context.ts';
import { useHues, useSnapshot } from './use-snapshot.ts';

type Opened = { name: PanelName | undefined; section: 'shortcuts' | undefined };

/** Puts together what the parts of the room use. One call per room. */
export function useRoom(
  session: MeetingSession,
  devices: Devices,
  own: OwnedByRoom,
  guestsRefused: boolean,
): { tools: RoomTools; now: RoomNow; queue: NoticeQueue } {
  const { t } = useTranslation('meeting');
  const snapshot = useSnapshot(session);
  const meetingId = snapshot.meeting.id;
  const hues = useHues(snapshot);
  const [choices, change] = useReducer(changeView, undefined, () => loadChoices(sessionStorage, meetingId));
  const [opened, setOpened] = useState<Opened>({ name: undefined, section: undefined });
  const [dialog, openDialog] = useState<DialogName>();
  const [shortcuts, setShortcuts] = useState(() => loadShortcuts(localStorage));
  const [announceComings, setAnnounceComings] = useState(() => loadComfort(localStorage).announceComings);
  const [audioOnly, setAudioOnly] = useState(false);
  const narrow = useMediaQuery(narrowQuery);
  const [queue] = useState(createNoticeQueue);

  const { watched, announcer } = own;
  const current = useRef({ snapshot, choices, t });
  useEffect(() => {
    current.current = { snapshot, choices, t };
  });
  useEffect(() => storeChoices(sessionStorage, meetingId, choices), [choices, meetingId]);

  const tools = useMemo<RoomTools>(() => {
    const attempt = (command: Promise<unknown>) => {
      command.catch((error: unknown) => queue.push({ type: 'failed', code: toWireError(error).code }));
    };
    const link = `${location.origin}/m/${meetingId}`;
    return {
      session,
      media: session.media,
      devices,
      watched,
      announcer,
      link,
      guestsRefused,
      changeView: change,
      openPanel: (name, section) => setOpened({ name, section }),
      openDialog,
      attempt,
      copyLink: () =>
        void navigator.clipboard.writeText(link).then(
          () => queue.push({ type: 'link-copied' }),
          () => queue.push({ type: 'failed', code: 'not_allowed' }),
        ),
      leave: () => {
        if (isLastHost(current.current.snapshot)) openDialog('leave');
        else attempt(session.leave());
      },
      changeShortcuts: (settings) => {
        setShortcuts(settings);
        storeShortcuts(localStorage, settings);
      },
      setAnnounceComings: (on) => {
        setAnnounceComings(on);
        storeComfort(localStorage, { announceComings: on });
      },
      setAudioOnly: (on) => {
        setAudioOnly(on);
        session.media.setAudioOnly(on);
      },
      moveSeat: (id, by) => {
        const { snapshot: latest, choices: chosen, t: words } = current.current;
        const shown = seatOrder(seatedOf(latest), latest.meeting.seatOrder, chosen.seats).map((person: ParticipantView) => person.id);
        const to = Math.max(0, Math.min(shown.length - 1, shown.indexOf(id) + by));
        change({ type: 'move-seat', shown, id, to });
        announcer.say(words('say.seat', { place: to + 1, count: shown.length }));
      },
    };
  }, [announcer, devices, guestsRefused, meetingId, queue, session, watched]);

  const me = snapshot.participants.find((person) => person.id === snapshot.me.participantId);
  const now: RoomNow = {
    snapshot,
    me,
    choices,
    hues,
    panel: opened.name,
    panelSection: opened.section,
    dialog,
    shortcuts,
    announceComings,
    audioOnly,
    narrow,
  };
  return { tools, now, queue };
}
