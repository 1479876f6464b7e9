import type { MeetingDetail } from '@saal/client';
import { createContext, use } from 'react';

/** What a line of the list asks of its page. */
export interface MeetingActions {
  askDelete(meeting: MeetingDetail): void;
  /** Shows and says a sentence on top of the page. */
  say(text: string): void;
}

export const MeetingActionsContext = createContext<MeetingActions | undefined>(undefined);

export function useMeetingActions(): MeetingActions {
  const actions = use(MeetingActionsContext);
  if (!actions) throw new Error('used outside of a page with meetings');
  return actions;
}
