/**
 * Who is invited to a meeting by name, and what the bearer of a personal link sees. A link's secret stands in the fragment of
 * `/i/` and travels in bodies. Source: docs/decisions/0046-personal-links.md
 */
import { z } from 'zod';
import { MeetingId, PersonId } from './ids.ts';
import { InviteeRole } from './rights.ts';
import { Email } from './rest.ts';
import { DisplayName, Language } from './text.ts';

/** Of one meeting; larger ones are registered for. */
export const MAX_INVITEES = 300;

export const InviteeAnswer = z.enum(['accepted', 'tentative', 'declined']);
export type InviteeAnswer = z.infer<typeof InviteeAnswer>;

/**
 * Somebody with an account by `personId`, or by an address that belongs to one; else somebody external, who gets a personal link.
 * One of the three is needed.
 */
export const NewInvitee = z.strictObject({
  personId: PersonId.optional(),
  email: Email.optional(),
  /** Of somebody external: how they are called in the meeting. Default: what stands before the @ of the address. */
  name: DisplayName.optional(),
  role: InviteeRole.default('participant'),
  /** Comes in without waiting. Default: with an account, or with more than the role `participant`. */
  passesLobby: z.boolean().optional(),
  /** Of the letters to somebody external. Default: the inviter's. */
  language: Language.optional(),
});
export type NewInvitee = z.input<typeof NewInvitee>;
/** `POST /api/meetings/:id/invitees`. Who is invited already stays as they are. */
export const Invite = z.strictObject({ invitees: z.array(NewInvitee).min(1).max(MAX_INVITEES) });

/**
 * `link: 'new'`: the former personal link is void at once, and who is inside by it is put out.
 * `email`: of somebody external who is written to, the right address; they are invited there. The link is a new one where the former
 * address was written to, and gone where the new one is that of an account.
 */
export const ChangeInvitee = z
  .strictObject({ name: DisplayName, role: InviteeRole, passesLobby: z.boolean(), link: z.literal('new'), email: Email })
  .partial();
export type ChangeInvitee = z.infer<typeof ChangeInvitee>;

export const InviteeView = z.object({
  id: z.string(),
  name: z.string(),
  /** Null also for somebody with an account: where the phone book shows no addresses, and to who is of another house. */
  email: z.string().nullable(),
  external: z.boolean(),
  role: InviteeRole,
  passesLobby: z.boolean(),
  answer: InviteeAnswer.nullable(),
  /** Of their latest letter. */
  mail: z.enum(['none', 'queued', 'sent', 'bounced', 'unknown']),
  /** Of somebody external: the personal link. */
  link: z.string().optional(),
  /** When it was first opened in a browser that came in. */
  usedAtMs: z.number().nullable(),
  /** How often another browser took it over. */
  takenOver: z.int(),
});
export type InviteeView = z.infer<typeof InviteeView>;
/** `mail`: whether letters go out from here. `guestsRefused`: a policy of the house; only people with an account can be invited. */
export const InviteeList = z.object({ invitees: z.array(InviteeView), mail: z.boolean(), guestsRefused: z.literal(true).optional() });
export type InviteeList = z.infer<typeof InviteeList>;

/** `GET /api/colleagues?search=`: people with an account, for people with one, as far as the phone book shows them. */
export const Colleague = z.object({ id: PersonId, name: z.string(), email: z.string().optional(), department: z.string().optional() });
export type Colleague = z.infer<typeof Colleague>;
export const ColleagueList = z.object({ people: z.array(Colleague) });
export type ColleagueList = z.infer<typeof ColleagueList>;

/** The bearer of a personal link, without an account. */
export const LinkSecret = z.string().min(1).max(128);
export const OpenPersonalLink = z.strictObject({ secret: LinkSecret });
export const AnswerPersonalLink = z.strictObject({ secret: LinkSecret, answer: InviteeAnswer });
/** `takeOver`: although somebody is there with it in another browser, who is put out. */
export const EnterPersonalLink = z.strictObject({ secret: LinkSecret, takeOver: z.boolean().default(false) });
export const EnteredPersonalLink = z.object({ meetingId: MeetingId });
/** `POST /api/personal-link`: what one is invited to. */
export const PersonalInvitation = z.object({
  meetingId: MeetingId,
  title: z.string(),
  inviterName: z.string(),
  name: z.string(),
  role: InviteeRole,
  answer: InviteeAnswer.nullable(),
  /** Of a series: the next date. */
  startsAtMs: z.number().nullable(),
  durationMin: z.number().nullable(),
  timeZone: z.string().nullable(),
  running: z.boolean(),
  /** Further dates of a series, at most 20. */
  dates: z.array(z.object({ startsAtMs: z.number(), durationMin: z.number() })),
  /** An interview whose time one may change oneself (`.../slots`, `.../move`). */
  mayMove: z.boolean(),
});
export type PersonalInvitation = z.infer<typeof PersonalInvitation>;

/** `POST /api/personal-link/slots`: other times that are free now, earliest first. */
export const PersonalSlots = z.object({ slots: z.array(z.object({ startsAtMs: z.number(), endsAtMs: z.number() })) });
export type PersonalSlots = z.infer<typeof PersonalSlots>;
/** `POST /api/personal-link/move`: to one of them; `panel_not_free` when somebody else was faster. */
export const MovePersonalLink = z.strictObject({ secret: LinkSecret, startsAtMs: z.number().int().min(0).max(8.64e15) });
