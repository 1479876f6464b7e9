/** What operators say of calendars (`SAAL_CALENDARS_FILE`). Nothing in it: no calendar server is ever asked. */
import { z } from 'zod';

const Id = z.string().regex(/^[a-z0-9-]{1,40}$/);
/** Passwords go there: only HTTPS, but on this machine. */
const ServerUrl = z.url({ protocol: /^https?$/ }).refine((url) => {
  const { protocol, hostname, username, password } = new URL(url);
  return (protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) && username === '' && password === '';
}, 'must begin with https:// and hold no password');

/** Client credentials (RFC 6749 4.4). */
const OAuth = z.strictObject({
  tokenUrl: ServerUrl,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().min(1),
});

const Microsoft = z.discriminatedUnion('kind', [
  /** Microsoft 365, by Microsoft Graph. */
  z.strictObject({
    kind: z.literal('graph'),
    id: Id,
    name: z.string().min(1).max(80),
    url: ServerUrl.default('https://graph.microsoft.com/v1.0'),
    oauth: OAuth,
  }),
  /** Exchange in the own house, by its web services; the account has the right to impersonate (ApplicationImpersonation). */
  z.strictObject({
    kind: z.literal('ews'),
    id: Id,
    name: z.string().min(1).max(80),
    url: ServerUrl,
    auth: z.union([z.strictObject({ userName: z.string().min(1), password: z.string().min(1) }), OAuth]),
  }),
]);
export type MicrosoftSettings = z.infer<typeof Microsoft>;

/** The add-in for Outlook. */
const Outlook = z.strictObject({
  /**
   * Where the script comes from that Outlook speaks through: a folder with a copy of it (the files of `lib/1/hosted` of office-js), or
   * `microsoft`: the browsers of those who use the add-in load it from appsforoffice.microsoft.com, which learns their addresses.
   */
  officeJs: z.string().min(1),
  /** Sites of Outlook in browsers that may show the pane. */
  frames: z
    .array(z.url({ protocol: /^https$/ }).transform((url) => new URL(url).origin))
    .max(20)
    .default(['https://outlook.office.com', 'https://outlook.office365.com', 'https://outlook.cloud.microsoft']),
});
export type OutlookSettings = z.infer<typeof Outlook>;

/** A room whose calendar the account of the house may read and write. */
const HouseRoom = z.strictObject({
  /** As the room has it in the administration: by it, bookings find the calendar. */
  email: z.email().transform((email) => email.toLowerCase()),
  name: z.string().min(1).max(80),
  /** Of its calendar on this server: "/raeume/saal-1/". */
  path: z.string().regex(/^\/\S*\/$/, 'must begin and end with a slash'),
  seats: z.int().min(1).optional(),
});

const CalDav = z.strictObject({
  id: Id,
  name: z.string().min(1).max(80),
  url: ServerUrl,
  /** One account of the house for the calendars of rooms. */
  house: z.strictObject({ userName: z.string().min(1), password: z.string().min(1), rooms: z.array(HouseRoom).min(1).max(500) }).optional(),
});
export type CalDavSettings = z.infer<typeof CalDav>;

export const CalendarSettings = z.strictObject({
  outlook: Outlook.optional(),
  /** Busy times of all people and rooms are read there, and people may have their meetings written there. */
  microsoft: Microsoft.optional(),
  /** Calendar servers (CalDAV) that people may connect their calendar of; people choose by the name. */
  caldav: z.array(CalDav).max(20).default([]),
});
export type CalendarSettings = z.infer<typeof CalendarSettings>;
