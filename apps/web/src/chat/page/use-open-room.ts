import type { Chat, OpenRoom, RoomChat, SharedKind, SharedList, Team } from '@saal/client';
import { useCallback, useEffect, useState } from 'react';

/** The room while its page is shown; undefined until it is open. */
export function useOpenRoom(chat: Chat, roomId: string): OpenRoom | undefined {
  return useOpened(useCallback(() => chat.open(roomId), [chat, roomId]));
}

/** The thread while its panel is shown. */
export function useThread(room: OpenRoom, rootEventId: string): RoomChat | undefined {
  return useOpened(useCallback(() => room.thread(rootEventId), [room, rootEventId]));
}

/** What was sent into the room, while its panel is shown. */
export function useShared(room: OpenRoom, kind: SharedKind): SharedList | undefined {
  return useOpened(useCallback(() => room.shared(kind), [room, kind]));
}

/** The team while its page is shown. */
export function useTeam(chat: Chat, teamId: string): Team | undefined {
  return useOpened(useCallback(() => chat.teams.open(teamId), [chat, teamId]));
}

function useOpened<T extends { close(): void }>(open: () => T): T | undefined {
  const [opened, setOpened] = useState<T>();
  useEffect(() => {
    const one = open();
    setOpened(one);
    return () => one.close();
  }, [open]);
  return opened;
}
