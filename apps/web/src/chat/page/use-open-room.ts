import type { Chat, OpenRoom } from '@saal/client';
import { useEffect, useState } from 'react';

/** The room while its page is shown; undefined until it is open. */
export function useOpenRoom(chat: Chat, roomId: string): OpenRoom | undefined {
  const [room, setRoom] = useState<OpenRoom>();
  useEffect(() => {
    const opened = chat.open(roomId);
    setRoom(opened);
    return () => opened.close();
  }, [chat, roomId]);
  return room;
}
