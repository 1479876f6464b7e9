import type { RoomChat } from '@saal/client';
import { useCallback, useEffect, useRef } from 'react';

/** Who stops for so long does not write any more. */
const pauseMs = 5_000;

/** Tells the others that one writes, and when one stops: sends, empties the field, pauses or goes. */
export function useTyping(chat: RoomChat): (typing: boolean) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = useRef(false);
  const tell = useCallback(
    (typing: boolean) => {
      clearTimeout(timer.current);
      if (typing) timer.current = setTimeout(() => tell(false), pauseMs);
      if (told.current === typing) return;
      told.current = typing;
      chat.setTyping(typing);
    },
    [chat],
  );
  useEffect(() => () => tell(false), [tell]);
  return tell;
}
