import { useEffect, useRef } from 'react';
import type { OwnMedia } from '../bar/use-own-media.ts';
import { useNow, useTools } from '../room/room-context.ts';
import { actionOf } from './shortcuts.ts';
import { focusNextRegion } from './regions.ts';

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type="checkbox"]):not([type="radio"]), textarea, select'));

/** Space speaks only where it means nothing else: on the stage and the seats, not on their buttons. */
const onStage = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('[data-stage], [data-seats]') !== null && target.closest('button') === null;

/** The keys of the meeting, as long as the room is on the screen. */
export function useShortcuts(own: OwnMedia): void {
  const { openPanel, leave, media, attempt } = useTools();
  const { shortcuts, panel, dialog } = useNow();
  const now = useRef({ own, shortcuts, panel, dialog });
  useEffect(() => {
    now.current = { own, shortcuts, panel, dialog };
  });

  useEffect(() => {
    let talking = false;
    const down = (event: KeyboardEvent) => {
      const { own, shortcuts, panel, dialog } = now.current;
      const action = actionOf(event, shortcuts.map);
      // F6 is the way through the page's regions: it belongs to moving, not to the shortcuts one may switch off.
      if (action === undefined || (!shortcuts.enabled && action !== 'next-region')) return;
      if (action === 'push-to-talk') {
        if (!onStage(event.target)) return;
        event.preventDefault();
        if (event.repeat || talking || own.microphone.on || !own.microphone.allowed) return;
        talking = true;
        attempt(media.setMicrophone(true));
        return;
      }
      if (event.repeat || dialog !== undefined) return;
      if (writes(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey && action !== 'next-region') return;
      event.preventDefault();
      switch (action) {
        case 'microphone':
          return own.toggleMicrophone();
        case 'camera':
          return own.toggleCamera();
        case 'hand':
          return own.toggleHand();
        case 'people':
          return openPanel(panel === 'people' ? undefined : 'people');
        case 'chat':
          return openPanel(panel === 'chat' ? undefined : 'chat');
        case 'share':
          if (own.share.on || (own.share.allowed && own.share.possible)) own.toggleShare();
          return;
        case 'leave':
          return leave();
        case 'next-region':
          return focusNextRegion(document, event.shiftKey ? -1 : 1);
      }
    };
    const stopTalking = () => {
      if (!talking) return;
      talking = false;
      attempt(media.setMicrophone(false));
    };
    const up = (event: KeyboardEvent) => {
      if (event.code === 'Space') stopTalking();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    // Whoever switches to another program while speaking must not stay on the air.
    window.addEventListener('blur', stopTalking);
    return () => {
      stopTalking();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', stopTalking);
    };
  }, [attempt, leave, media, openPanel]);
}
