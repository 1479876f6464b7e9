import type { Chat } from '@saal/client';
import type { MeetingChat } from '@saal/client/meeting-chat';
import { useEffect, useState } from 'react';
import { useApi, useMe } from '../app/app-context.ts';
import { useModel } from '../app/use-model.ts';
import { useChatHolder } from '../chat/chat-holder.ts';
import { roomAsMeetingChat } from './room-as-meeting-chat.ts';

export type RoomOfMeeting =
  /** Not known yet, or its chat is being opened. */
  | { kind: 'asking' }
  /** The meeting has a room of its own. */
  | { kind: 'own' }
  /** It was called from a room that this person is not in. */
  | { kind: 'closed' }
  | { kind: 'room'; chat: MeetingChat }
  | { kind: 'failed' };

/** The room a meeting was called from, for somebody with an account. */
export function useRoomOfMeeting(meetingId: string): RoomOfMeeting {
  const me = useMe();
  const api = useApi();
  const holder = useChatHolder();
  const held = useModel(holder);
  const [asked, setAsked] = useState<{ isCall: boolean; roomId: string | null }>();
  const [chat, setChat] = useState<MeetingChat>();
  const personId = me?.id;
  useEffect(() => {
    if (personId === undefined) return;
    let isHere = true;
    api.roomOfMeeting(meetingId).then(
      (answer) => isHere && setAsked(answer),
      () => isHere && setAsked({ isCall: false, roomId: null }), // Then the meeting's own chat says what is wrong.
    );
    return () => {
      isHere = false;
    };
  }, [api, meetingId, personId]);
  const roomId = asked?.roomId ?? undefined;
  useEffect(() => {
    if (roomId !== undefined && personId !== undefined) holder.open(personId);
  }, [holder, personId, roomId]);
  const large = held.phase === 'ready' ? held.chat : undefined;
  useEffect(() => {
    if (!large || roomId === undefined) return;
    return openedWhenKnown(large, roomId, setChat);
  }, [large, roomId]);
  if (personId === undefined || asked?.isCall === false) return { kind: 'own' };
  if (asked && roomId === undefined) return { kind: 'closed' };
  if (held.phase === 'failed') return { kind: 'failed' };
  return chat ? { kind: 'room', chat } : { kind: 'asking' };
}

/** The list of rooms comes with the first news. @returns the function that closes it */
function openedWhenKnown(chat: Chat, roomId: string, done: (chat: MeetingChat | undefined) => void): () => void {
  let opened: MeetingChat | undefined;
  const look = (): void => {
    if (opened || !chat.rooms.get().some((room) => room.roomId === roomId)) return;
    opened = roomAsMeetingChat(chat, roomId);
    done(opened);
  };
  const end = chat.rooms.subscribe(look);
  look();
  return () => {
    end();
    opened?.close();
    done(undefined);
  };
}
