/** The calls of calendars. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type CalendarNotice = Out<'CalendarNotice'>;
export type CalendarConnectionView = Out<'CalendarConnectionView'>;

export function calendarCalls(
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>,
  send: (method: string, path: string, body?: unknown) => Promise<void>,
) {
  return {
    calendarFeed: () => ask<Out<'CalendarFeedView'>>('GET', '/me/calendar-feed'),
    /** The address is told once; one that was told before ends. */
    makeCalendarFeed: () => ask<Out<'CalendarFeedMade'>>('POST', '/me/calendar-feed'),
    revokeCalendarFeed: () => send('DELETE', '/me/calendar-feed'),
    calendarConnection: () => ask<CalendarConnectionView>('GET', '/me/calendar-connection'),
    connectCalendar: (body: In<'ConnectCalendar'>) => ask<CalendarConnectionView>('PUT', '/me/calendar-connection', body),
    changeCalendarConnection: (body: In<'ChangeCalendarConnection'>) =>
      ask<CalendarConnectionView>('PATCH', '/me/calendar-connection', body),
    endCalendarConnection: () => send('DELETE', '/me/calendar-connection'),
    /** Asked of the calendar server just now. */
    connectedCalendars: () => ask<Out<'ConnectedCalendars'>>('GET', '/me/calendar-connection/calendars'),
    calendarNotices: () => ask<Out<'CalendarNotices'>>('GET', '/me/calendar-notices'),
    answerCalendarNotice: (body: In<'AnswerCalendarNotice'>) => send('POST', '/me/calendar-notices', body),
    calendarSettings: () => ask<Out<'CalendarSettingsView'>>('GET', '/me/calendar-settings'),
    setCalendarSettings: (body: In<'CalendarSettingsView'>) => ask<Out<'CalendarSettingsView'>>('PUT', '/me/calendar-settings', body),
    outlookConnections: () => ask<Out<'OutlookConnections'>>('GET', '/me/outlook'),
    endOutlook: () => send('DELETE', '/me/outlook'),
    /** @param code as the pane of Outlook shows it */
    confirmOutlook: (code: string) => send('POST', '/outlook/pairings/confirm', { code }),
    suggestTimes: (body: In<'AskSuggestions'>) => ask<Out<'SuggestionsAnswer'>>('POST', '/calendars/suggestions', body),
  };
}
