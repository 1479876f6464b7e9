import type { Chat, OpenRoom, RoomChat } from '@saal/client';
import { useCallback, useEffect, useState } from 'react';

/** The room while its page is shown; undefined until it is open. */
export function useOpenRoom(chat: Chat, roomId: string): OpenRoom | undefined {
  return useOpened(useCallback(() => chat.open(roomId), [chat, roomId]));
}

/** The thread while its panel is shown. */
export function useThread(room: OpenRoom, rootEventId: string): RoomChat | undefined {
  return useOpened(useCallback(() => room.thread(rootEventId), [room, rootEventId]));
}

function useOpened<T extends RoomChat>(open: () => T): T | undefined {
  const [opened, setOpened] = useState<T>();
  useEffect(() => {
    const one = open();
    setOpened(one);
    return () => one.close();
  }, [open]);
  return opened;
}
