/** Calendars of people: the feed of their meetings. */
import { z } from 'zod';
import { MeetingId, MeetingNumber } from './ids.ts';
import { MeetingSettings } from './rights.ts';
import { LocalDay, LocalTime } from './series.ts';
import { Title } from './text.ts';

/** `GET /api/me/calendar-feed`; null: there is none. The address itself is told once, by `POST`. */
export const CalendarFeedView = z.object({
  feed: z.object({ createdAtMs: z.number(), lastReadAtMs: z.number().nullable() }).nullable(),
});
export type CalendarFeedView = z.infer<typeof CalendarFeedView>;

/** Whoever has the address reads titles and times of one's meetings. */
export const CalendarFeedMade = z.object({ url: z.string() });

/** `GET /api/me/calendar-connection`: the calendar servers of the house, and the calendar one has connected. */
export const CalendarConnectionView = z.object({
  /** `asksPassword`: name and password there are needed; else the house reaches the calendar of everybody's own address. */
  servers: z.array(z.object({ id: z.string(), name: z.string(), asksPassword: z.boolean() })),
  connection: z
    .object({
      server: z.string(),
      userName: z.string(),
      calendar: z.object({ path: z.string(), name: z.string() }),
      /** Whether meetings are written there; its busy times are read in any case. */
      writes: z.boolean(),
      /** `refused`: name and password are no longer taken. */
      state: z.enum(['new', 'ok', 'refused', 'unavailable']),
      lookedAtMs: z.number().nullable(),
    })
    .nullable(),
});
export type CalendarConnectionView = z.infer<typeof CalendarConnectionView>;

/** `PUT /api/me/calendar-connection`: tried at once; takes the first calendar of the account. */
export const ConnectCalendar = z.strictObject({
  server: z.string().max(40),
  /** Both empty where the server asks none. */
  userName: z.string().max(320),
  password: z.string().max(1000),
  writes: z.boolean(),
});
export type ConnectCalendar = z.infer<typeof ConnectCalendar>;

/** `PATCH /api/me/calendar-connection` */
export const ChangeCalendarConnection = z.strictObject({
  /** Path of one of the account's calendars. */
  calendar: z.string().max(2000).optional(),
  writes: z.boolean().optional(),
});
/** `GET /api/me/calendar-connection/calendars`: asked of the server just now. */
export const ConnectedCalendars = z.object({ calendars: z.array(z.object({ path: z.string(), name: z.string() })) });

/** What somebody did to one of their meetings in their own calendar. `not-moved`: it was put back to where it is planned. */
export const CalendarNotice = z.object({
  uid: z.string(),
  kind: z.enum(['removed', 'not-moved']),
  meetingId: MeetingId,
  title: z.string(),
  startsAtMs: z.number(),
  /** Its dates are cancelled on its page. */
  isSeries: z.boolean(),
});
export type CalendarNotice = z.infer<typeof CalendarNotice>;
/** `GET /api/me/calendar-notices` */
export const CalendarNotices = z.object({ notices: z.array(CalendarNotice) });
/** `POST /api/me/calendar-notices`. `cancel`: only what was removed, and is no series; everybody invited is told. */
export const AnswerCalendarNotice = z.strictObject({ uid: z.string().max(200), answer: z.enum(['cancel', 'keep']) });

/** `GET/PUT /api/me/calendar-settings` */
export const CalendarSettingsView = z.strictObject({
  /** Colleagues who plan see when one is busy, and never with what. */
  showsBusy: z.boolean(),
});

const asked = z.array(z.string().trim().toLowerCase().min(1).max(320)).max(20);
const zone = z.string().max(100).refine(isTimeZone, 'no time zone');
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
const moment = z.number().int().min(0).max(8.64e15);

/** `POST /api/calendars/busy`: asks only. `people` by e-mail, beside oneself, who is asked in any case. */
export const AskBusy = z.strictObject({ people: asked, fromMs: moment, toMs: moment, timeZone: zone });
/** `partly`: the calendar of their own could not be read. `hidden`: they do not show it. `unknown`: nobody here has that address. */
export const BusyPerson = z.object({
  email: z.string(),
  name: z.string().optional(),
  state: z.enum(['known', 'partly', 'hidden', 'unknown']),
  busy: z.array(z.object({ fromMs: z.number(), toMs: z.number() })),
});
export type BusyPerson = z.infer<typeof BusyPerson>;
export const BusyAnswer = z.object({ people: z.array(BusyPerson) });

/** `GET /api/calendars/rooms`: rooms of the house that can be asked like people, by their address. */
export const RoomsAnswer = z.object({ rooms: z.array(z.object({ email: z.string(), name: z.string(), seats: z.number().optional() })) });

/** `POST /api/calendars/suggestions`: times at which most of them can, on working days. */
export const AskSuggestions = z.strictObject({
  people: asked,
  lengthMin: z
    .int()
    .min(5)
    .max(24 * 60),
  timeZone: zone,
  firstDay: LocalDay,
  days: z.int().min(1).max(31),
  hours: z.strictObject({ from: LocalTime, to: LocalTime }),
});
export type AskSuggestions = z.infer<typeof AskSuggestions>;
export const SuggestionsAnswer = z.object({
  /** `busy`: addresses of those who cannot. */
  slots: z.array(z.object({ startsAtMs: z.number(), busy: z.array(z.string()) })),
  people: z.array(BusyPerson.omit({ busy: true })),
});
export type SuggestionsAnswer = z.infer<typeof SuggestionsAnswer>;

/** `POST /api/outlook/pairings`: asked by an Outlook; its person types the code where they are signed in. */
export const OutlookPairing = z.object({ secret: z.string(), code: z.string(), expiresAtMs: z.number() });
/** `POST /api/outlook/pairings/claim`. `over`: begin again. */
export const ClaimOutlookPairing = z.strictObject({ secret: z.string().max(100) });
export const OutlookClaim = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('over') }),
  z.object({ state: z.literal('connected'), token: z.string() }),
]);
export type OutlookClaim = z.infer<typeof OutlookClaim>;
/** `POST /api/outlook/pairings/confirm`, by who is signed in. */
export const ConfirmOutlookPairing = z.strictObject({ code: z.string().max(40) });
/** `GET /api/me/outlook`: how many Outlooks speak for this person. */
export const OutlookConnections = z.object({ available: z.boolean(), connected: z.number() });

const outlookPlan = {
  title: Title,
  startsAtMs: moment,
  durationMin: z
    .int()
    .min(5)
    .max(24 * 60),
  timeZone: zone,
};
/** `POST /api/outlook/meetings`, with a token, as all that follow. */
export const PlanByOutlook = z.strictObject({ ...outlookPlan, settings: MeetingSettings.partial().optional() });
/** `PATCH /api/outlook/meetings/:id` */
export const ChangeByOutlook = PlanByOutlook.partial();
export const OutlookMeeting = z.object({
  id: MeetingId,
  number: MeetingNumber,
  title: z.string(),
  startsAtMs: z.number().nullable(),
  durationMin: z.number().nullable(),
  passcode: z.string(),
  settings: MeetingSettings,
  url: z.string(),
});
export type OutlookMeeting = z.infer<typeof OutlookMeeting>;
