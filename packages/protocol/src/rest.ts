/**
 * Bodies and answers of the HTTP API under `/api`. Errors are `{ error: WireError }` with a fitting status.
 * Cookies: `saal_session` (account) and `saal_guest` (browser of a guest), both HttpOnly, SameSite=Lax, Secure on HTTPS.
 * Every request that changes something must carry an Origin (or Sec-Fetch-Site) of our own.
 * One-time secrets travel in the fragment of a page's URL and in bodies, never in a path or query.
 */
import { z } from 'zod';
import { MOST_RESOURCES } from './constants.ts';
import { HousePolicies } from './house-policies.ts';
import { HouseRight, HouseRole, houseRoles } from './house-rights.ts';
import { MeetingId, MeetingNumber, PersonId } from './ids.ts';
import { PresetId, PresetView, RemindersMin } from './presets.ts';
import { ResourceId } from './resource-id.ts';
import { MeetingSettings } from './rights.ts';
import { LocalDay, SeriesRule, SeriesView } from './series.ts';
import { SignInWays } from './sign-in-ways.ts';
import { DisplayName, Language, Passcode, Theme, Title } from './text.ts';

// ---- accounts -------------------------------------------------------------
/** Who administrates, as servers and pages before roles knew it; told still, and understood. */
export const PersonRole = z.enum(['administrator', 'person']);
export type PersonRole = z.infer<typeof PersonRole>;
export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());
/** At least 12 characters; common ones and ones holding the name are refused with `password_too_weak`. */
export const Password = z.string().min(12).max(256);

export const Me = z.object({
  id: PersonId,
  email: z.string(),
  displayName: z.string(),
  role: PersonRole,
  /** What the person may do for the house; pages ask by these. */
  rights: z.array(HouseRight),
  language: Language,
  theme: Theme,
  pictureUrl: z.string().optional(),
  /** Of another house: without the phone book, and in teams only where an owner lets externals in. */
  external: z.literal(true).optional(),
});
export type Me = z.infer<typeof Me>;

export const SignIn = z.strictObject({ email: z.string().max(254), password: z.string().max(256) });
/** The first administrator, by the one-time token printed at the first start. */
export const SetUp = z.strictObject({ token: z.string().max(128), email: Email, displayName: DisplayName, password: Password });
export const ChangeMe = z.strictObject({ displayName: DisplayName, language: Language, theme: Theme }).partial();
export const ChangePassword = z.strictObject({ current: z.string().max(256), next: Password });
export const SessionView = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAtMs: z.number(),
  lastSeenAtMs: z.number(),
  agent: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

/** For clients of chat that are no browsers: signs in there, and nowhere else. */
export const AppPasswordView = z.object({
  id: z.string(),
  name: z.string(),
  createdAtMs: z.number(),
  /** Absent: never. */
  lastUsedAtMs: z.number().optional(),
});
export type AppPasswordView = z.infer<typeof AppPasswordView>;
export const CreateAppPassword = z.strictObject({ name: Title });
/** `password` is told once. */
export const CreatedAppPassword = z.object({ id: z.string(), password: z.string() });

/** `next`: a path of our own pages to come back to. */
export const BeginSignIn = z.strictObject({ next: z.string().max(2000).optional() });
/** Address of the provider of identities to go to. */
export const BegunSignIn = z.object({ url: z.string() });
/** Where the provider of identities ends its session, too, for the browser to go to. */
export const SignedOut = z.object({ url: z.string() });
export type SignedOut = z.infer<typeof SignedOut>;
/** Under which providers' sign-ins one's own account is known. */
export const IdentityList = z.object({
  identities: z.array(z.object({ id: z.string(), provider: z.string(), createdAtMs: z.number(), lastUsedAtMs: z.number() })),
});
export type IdentityList = z.infer<typeof IdentityList>;

export const CreateInvitation = z.strictObject({ email: Email.optional(), role: PersonRole.default('person') });
/** `url` is told once, to the administrator who made it. */
export const CreatedInvitation = z.object({ id: z.string(), url: z.string(), expiresAtMs: z.number() });
export const InvitationView = z.object({
  id: z.string(),
  email: z.string().optional(),
  role: PersonRole,
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  invitedBy: z.string(),
});
export type InvitationView = z.infer<typeof InvitationView>;
export const CheckInvitation = z.strictObject({ token: z.string().max(128) });
export const CheckedInvitation = z.object({ email: z.string().optional(), invitedBy: z.string() });
export const AcceptInvitation = z.strictObject({
  token: z.string().max(128),
  email: Email,
  displayName: DisplayName,
  password: Password,
  language: Language.optional(),
});

/** A new password by a one-time link. `url` is told once, to the administrator who made it. */
export const CreatedPasswordReset = z.object({ url: z.string(), expiresAtMs: z.number() });
export const CheckPasswordReset = z.strictObject({ token: z.string().max(128) });
/** Whose password it is. */
export const CheckedPasswordReset = z.object({ email: z.string(), displayName: z.string() });
export const ResetPassword = z.strictObject({ token: z.string().max(128), password: Password });

/** Where an account comes from: a password here, the directory, or a provider of identities alone. */
export const PersonSource = z.enum(['local', 'directory', 'provider']);
export type PersonSource = z.infer<typeof PersonSource>;

/** Which of all people are listed; `no-factor`: a password here and no second factor. */
export const PeopleFilter = z.enum(['all', 'roles', 'disabled', 'local', 'directory', 'provider', 'no-factor']);
export type PeopleFilter = z.infer<typeof PeopleFilter>;

export const PersonView = z.object({
  id: PersonId,
  email: z.string(),
  displayName: z.string(),
  role: PersonRole,
  roles: z.array(HouseRole),
  disabled: z.boolean(),
  createdAtMs: z.number(),
  pictureUrl: z.string().optional(),
  /** In the list only. */
  source: PersonSource.optional(),
  /** Whether they have a second factor here; in the list only. */
  secondFactor: z.boolean().optional(),
});
export type PersonView = z.infer<typeof PersonView>;
/** By name. */
export const PeoplePage = z.object({
  people: z.array(PersonView),
  /** There are more: the next page begins `after` the last of these. */
  more: z.boolean(),
  /** Of all pages. */
  total: z.number(),
});

/** How people sign in, as the operator set it. */
export const SignInPolicyView = z.object({
  /** Who must have a second factor, of people with a password here. */
  secondFactor: HousePolicies.shape.secondFactor,
  /** Absent: passwords of this server only. */
  ways: SignInWays.optional(),
  directory: z.boolean(),
  /** Of open accounts. */
  people: z.object({
    local: z.number(),
    directory: z.number(),
    provider: z.number(),
    withFactor: z.number(),
    administratorsWithout: z.number(),
  }),
});

/** `role` gives or takes the administrator's role and leaves others; `roles` says all of them and goes before it. */
export const ChangePerson = z
  .strictObject({ role: PersonRole, roles: z.array(HouseRole).max(houseRoles.length), disabled: z.boolean() })
  .partial();

// ---- meetings -------------------------------------------------------------
export const MeetingKind = z.enum(['instant', 'planned', 'personal', 'room']);
export type MeetingKind = z.infer<typeof MeetingKind>;

const iana = z
  .string()
  .max(64)
  .refine(
    (zone) => {
      try {
        new Intl.DateTimeFormat('en', { timeZone: zone });
        return true;
      } catch {
        return false;
      }
    },
    { message: 'not a known IANA time zone' },
  );

export const PlanMeeting = z.strictObject({
  kind: z.enum(['instant', 'planned']),
  title: Title.optional(), // default: "Besprechung von <name>" in the owner's language
  startsAtMs: z.number().int().min(0).max(8.64e15).optional(), // planned only
  durationMin: z
    .int()
    .min(5)
    .max(24 * 60)
    .optional(),
  timeZone: iana.optional(),
  /** Again and again by this rule, in `timeZone`, from `startsAtMs` on; the first date is the first that fits. */
  series: SeriesRule.optional(),
  settings: MeetingSettings.partial().optional(),
  /** Planned only: of which kind it is. Settings that are not said are the preset's; what it locks cannot be said otherwise. */
  presetId: PresetId.optional(),
  /** Planned only: whose meeting it is to be. They have named who plans as their delegate. */
  onBehalfOf: PersonId.optional(),
  /** Planned only: booked at each of its dates, or the meeting is not planned (`resource_taken`, `resource_busy`). */
  resourceIds: z.array(ResourceId).max(MOST_RESOURCES).optional(),
  /** Planned only. Default: as its kind has it, or a day and a quarter of an hour before. */
  remindersMin: RemindersMin.optional(),
});
export const ChangeMeeting = z
  .strictObject({
    title: Title,
    startsAtMs: z.number().int().min(0).max(8.64e15),
    durationMin: z
      .int()
      .min(5)
      .max(24 * 60),
    timeZone: iana,
    passcode: Passcode,
    settings: MeetingSettings.partial(),
    resourceIds: z.array(ResourceId).max(MOST_RESOURCES),
    /**
     * Planned only: another kind, of a series for all its dates; null: of none. What it locks is set as it has it, other settings stay;
     * `settings` and `remindersMin` beside it are checked under it.
     */
    presetId: PresetId.nullable(),
    /** Null: as its kind has it, or as usual. */
    remindersMin: RemindersMin.nullable(),
  })
  .partial();

/** What its owner sees, and who plans on their behalf. */
export const MeetingDetail = z.object({
  id: MeetingId,
  number: MeetingNumber,
  kind: MeetingKind,
  title: z.string(),
  startsAtMs: z.number().nullable(),
  durationMin: z.number().nullable(),
  timeZone: z.string().nullable(),
  passcode: z.string(),
  settings: MeetingSettings,
  /** Absolute link for others. */
  url: z.string(),
  owner: z.literal(true),
  running: z.boolean(),
  lastEndedAtMs: z.number().nullable(),
  /** Of a series: the date that is told of; a list has a line for each. */
  day: LocalDay.optional(),
  /** Not in lists. */
  series: SeriesView.optional(),
  /** Of which kind it is, as the house has it now. Not in lists. */
  preset: PresetView.optional(),
  /** Wished for this meeting; absent: as its kind has it, or as usual. Not in lists. */
  remindersMin: RemindersMin.optional(),
  /** What is booked for it. Not in lists. */
  resources: z.array(z.object({ id: ResourceId, name: z.string(), building: z.string() })).optional(),
  /**
   * Only in the answer to planning and changing: rooms that are booked here, and whose own calendar could not be asked whether somebody
   * else has them.
   */
  uncheckedRooms: z.array(z.string()).optional(),
  /** Planned by a delegate: whose it is, and by whom. Who reads it is the principal or one of their delegates. */
  onBehalf: z.object({ principalId: PersonId, principal: z.string(), planner: z.string() }).optional(),
});
export type MeetingDetail = z.infer<typeof MeetingDetail>;

/** What somebody with an account sees of another's meeting they were in: enough to find it and to come in again. */
export const AttendedMeeting = z.object({
  id: MeetingId,
  title: z.string(),
  ownerName: z.string(),
  startsAtMs: z.number().nullable(),
  durationMin: z.number().nullable(),
  timeZone: z.string().nullable(),
  url: z.string(),
  owner: z.literal(false),
  running: z.boolean(),
  /** When they last came in themselves; null: invited, and never in yet. */
  lastEnteredAtMs: z.number().nullable(),
  day: LocalDay.optional(),
});
export type AttendedMeeting = z.infer<typeof AttendedMeeting>;

/**
 * `GET /api/meetings?when=`: today (in `timeZone`), coming (after today), past (newest first, at most 50). One's own, but for the
 * personal room, and those of others one was in during the last 90 days: these are today's whenever they run.
 */
export const MeetingList = z.object({ meetings: z.array(z.discriminatedUnion('owner', [MeetingDetail, AttendedMeeting])) });
export type MeetingList = z.infer<typeof MeetingList>;

/** What anybody with the link sees before entering. */
export const PublicMeeting = z.object({
  id: MeetingId,
  title: z.string(),
  inviterName: z.string(),
  startsAtMs: z.number().nullable(),
  durationMin: z.number().nullable(),
  timeZone: z.string().nullable(),
  running: z.boolean(),
  /** Ask for it before entering; already given ones (same browser) are remembered by the server. */
  passcodeNeeded: z.boolean(),
  /** `needed`: this person or browser has not registered yet, or waits for a place. */
  registration: z.enum(['none', 'needed', 'registered']),
  joinMuted: z.boolean(),
  joinCameraOff: z.boolean(),
  /** This browser came by a personal link: it goes in under this name. */
  invitedAs: z.string().optional(),
  /** A policy of the house: nobody without an account comes in, whatever link they have. */
  guestsRefused: z.literal(true).optional(),
});
export type PublicMeeting = z.infer<typeof PublicMeeting>;

/** By number: the passcode is always needed unless signed in. Answer: the meeting's id, to go to `/m/<id>`. */
export const FindByNumber = z.strictObject({ number: z.string().max(32), passcode: z.string().max(32).optional() });
export const FoundByNumber = z.object({ id: MeetingId });

/** `POST /api/guest`: gives this browser a guest identity when it has none (cookie). Needed before the WebSocket. */
export const GuestReady = z.object({ ready: z.literal(true) });
