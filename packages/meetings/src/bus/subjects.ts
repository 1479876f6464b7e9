/** What the servers of one cluster tell and ask each other about meetings. Nothing is retained: who is not there hears nothing. */
import { subjectToken } from '@saal/foundation';
import { MeetingId, MeetingSettings, PersonId, SettingName } from '@saal/protocol';
import { z } from 'zod';
import type { IdentityKey } from '../identity.ts';

/** Told: `LinkMessage`, by the server at the other end of the link. */
export const linkSubject = (server: string): string => `server.${subjectToken(server)}.link`;
/** Asked: `Tick`, each second by the other end; answer `Ticked`. */
export const tickSubject = (server: string): string => `server.${subjectToken(server)}.tick`;
/** Asked: `ToldMeeting`, of the server that conducts the meeting; answer null, when it is stored. */
export const tellSubject = (server: string): string => `server.${subjectToken(server)}.tell-meeting`;
/** Told to all: `SessionEndedThere`, by the server an account signed out of or was disabled on. */
export const sessionEndedSubject = 'accounts.session-ended';

const identityKey = z.custom<IdentityKey>((key) => typeof key === 'string' && /^(person|guest):./.test(key));

const VisitorShape = z.object({
  key: identityKey,
  account: z
    .object({ displayName: z.string(), pictureUrl: z.string().optional(), sessionId: z.string(), external: z.literal(true).optional() })
    .optional(),
  site: z.string().optional(),
});

/** A long text is cut; the last part has no `more`. */
const Part = { text: z.string(), more: z.literal(true).optional() };

const LinkItem = z.discriminatedUnion('kind', [
  // From the server that has the socket to the one that conducts.
  z.object({ kind: z.literal('open'), relay: z.string(), visitor: VisitorShape, address: z.string() }),
  z.object({ kind: z.literal('ask'), relay: z.string(), ask: z.int(), id: z.int(), method: z.string(), data: z.unknown() }),
  z.object({ kind: z.literal('ended'), relay: z.string() }),
  // And back.
  z.object({ kind: z.literal('frame'), relay: z.string(), ...Part }),
  z.object({ kind: z.literal('answer'), relay: z.string(), ask: z.int(), ...Part }),
  z.object({ kind: z.literal('close'), relay: z.string(), code: z.int(), reason: z.string() }),
]);
export type LinkItem = z.infer<typeof LinkItem>;
export type ItemOf<K extends LinkItem['kind']> = Extract<LinkItem, { kind: K }>;

/** `seq` counts the messages of one end of a link from 1. */
export const LinkMessage = z.object({ link: z.string(), seq: z.int(), items: z.array(LinkItem) });

/** `sent`: seq of the last message before the tick before. Who has not got it has lost something. */
export const Tick = z.object({ link: z.string(), from: z.string(), opens: z.boolean(), sent: z.int() });
/** False: the link is over, or was never there. */
export const Ticked = z.object({ known: z.boolean() });

export const ToldMeeting = z.object({
  meetingId: MeetingId,
  command: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('change-plan'),
      title: z.string().optional(),
      settings: MeetingSettings.partial().optional(),
      lockedSettings: z.array(SettingName).optional(),
    }),
    z.object({ kind: z.literal('close') }),
    z.object({ kind: z.literal('put-out'), key: identityKey }),
  ]),
});

export const SessionEndedThere = z.object({ server: z.string(), personId: PersonId, sessionId: z.string().optional() });
