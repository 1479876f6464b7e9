import type { ListedMeeting, MeetingDetail } from '@saal/client';
import { useCallback, useEffect } from 'react';
import { useApi } from '../app/app-context.ts';
import { useLoaded, type Loaded } from '../app/use-loaded.ts';
import { localTimeZone } from '../i18n/format.ts';

export interface MyMeetings {
  today: ListedMeeting[];
  coming: ListedMeeting[];
  past: ListedMeeting[];
  room: MeetingDetail;
}

/** While the page is looked at, what changed elsewhere appears within this time. */
const refreshMs = 60_000;

/** The meetings the signed-in person owns or was in; fresh each minute and whenever the window is looked at again. */
export function useMyMeetings(): [Loaded<MyMeetings>, reload: () => void] {
  const api = useApi();
  const load = useCallback(async (): Promise<MyMeetings> => {
    const zone = localTimeZone();
    const [today, coming, past, room] = await Promise.all([
      api.meetings('today', zone),
      api.meetings('coming', zone),
      api.meetings('past', zone),
      api.personalMeeting(),
    ]);
    return { today: today.meetings, coming: coming.meetings, past: past.meetings, room };
  }, [api]);
  const [loaded, reload] = useLoaded(load);
  useEffect(() => {
    const whenSeen = () => {
      if (document.visibilityState === 'visible') reload();
    };
    const timer = setInterval(whenSeen, refreshMs);
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [reload]);
  return [loaded, reload];
}
