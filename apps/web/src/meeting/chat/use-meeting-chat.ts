import type { Message } from '@saal/client';
import type { MeetingChat } from '@saal/client/meeting-chat';
import type { MeetingId } from '@saal/protocol';
import { useEffect, useRef, useState } from 'react';
import { useModel } from '../../app/use-model.ts';
import { useRoomOfMeeting } from '../../calls/use-room-of-meeting.ts';
import { useSelected } from '../model/use-selected.ts';
import type { NoticeQueue } from '../notices/use-notices.ts';
import { useNow, useTools } from '../room/room-context.ts';

export interface ChatOfMeeting {
  /** Undefined until its part of the client has been loaded. */
  chat: MeetingChat | undefined;
  /** The part could not be loaded. */
  failed: boolean;
  /** The meeting was called from a room that this person is not in. */
  closed?: boolean;
  /** Of others, not read yet. */
  unread: readonly Message[];
}

const nothing: readonly Message[] = [];
const none = { get: () => nothing, subscribe: () => () => undefined };

/** The chat of this meeting, from entering to leaving. */
export function useMeetingChat(meetingId: MeetingId): ChatOfMeeting {
  const { session } = useTools();
  const room = useRoomOfMeeting(meetingId);
  const hasOwn = room.kind === 'own';
  const [own, setChat] = useState<MeetingChat>();
  const chat = room.kind === 'room' ? room.chat : own;
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!hasOwn) return;
    let isHere = true;
    let made: MeetingChat | undefined;
    import('@saal/client/meeting-chat').then(
      ({ openMeetingChat }) => {
        if (!isHere) return;
        made = openMeetingChat({ meetingId });
        setChat(made);
      },
      () => setFailed(true), // The meeting goes on; the panel says so.
    );
    return () => {
      isHere = false;
      made?.close();
    };
  }, [hasOwn, meetingId]);
  const connected = useSelected(session, (state) => state.phase === 'in' && state.connection === 'connected');
  useEffect(() => {
    if (connected) chat?.hurry();
  }, [chat, connected]);
  return { chat, failed: failed || room.kind === 'failed', closed: room.kind === 'closed', unread: useModel(chat?.unread ?? none) };
}

/** What others write while one is not reading: one short notice with the newest words, which is also read out. */
export function useChatNotices({ chat, unread }: ChatOfMeeting, queue: NoticeQueue): void {
  const { panel } = useNow();
  const told = useRef<string>(undefined);
  const isReading = panel === 'chat';
  useEffect(() => {
    if (chat?.connection.get() !== 'connected') return;
    const newest = unread.at(-1);
    const before = told.current;
    told.current = newest?.key ?? before ?? '';
    // What was there when one came in is in the number on the button.
    if (before === undefined || !newest || newest.key === before || isReading) return;
    const { body, sender } = newest;
    const text = 'file' in body ? (body.text ?? body.file.fileName) : body.type === 'text' ? body.text : '';
    queue.push({ type: 'chat', name: sender.displayName, text: text.length > maxShown ? `${text.slice(0, maxShown)} …` : text });
  }, [chat, isReading, queue, unread]);
}

/** Longer words are read in the panel. */
const maxShown = 140;
