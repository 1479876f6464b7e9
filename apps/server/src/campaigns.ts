/** Joins campaigns with the people and meetings of this server. */
import type { FastifyRequest } from 'fastify';
import type { Accounts } from '@saal/accounts';
import { named, personByEmail } from './person-by-email.ts';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import {
  applicantLinks,
  createCampaigns,
  InterviewLetters,
  type CampaignsFeature,
  type InterviewMail,
  type Outbox,
} from '@saal/invitations';
import { requireGuests, requirePlanning, type HouseRules, type Meetings } from '@saal/meetings';
import type { MeetingId, PersonId } from '@saal/protocol';

/** No mail goes out from here: interviews are planned, and the table of links is for the office's own letters. */
const noMail: InterviewMail = {
  isAvailable: false,
  invite: () => Promise.resolve(),
  cancel: () => Promise.resolve(),
  write: () => Promise.resolve(),
  previewMessage: (_reader, { subject }) => Promise.resolve({ subject, html: '', text: '' }),
  messageStates: () => Promise.resolve([]),
  writeAgain: () => Promise.resolve(0),
  inviteAgain: () => Promise.resolve(0),
  states: () => Promise.resolve(new Map()),
  forget: () => Promise.resolve(),
};

export function startCampaigns(o: {
  db: Database;
  accounts: Accounts;
  meetings: Meetings;
  rules: HouseRules;
  baseUrl: (request: FastifyRequest) => string;
  installationSecret: string;
  outbox: Outbox;
  /** Stands in letters; there with an outbox that is available. */
  publicUrl: string | undefined;
  /** Of the pool of `db`. */
  connections: number;
  log: Logger;
}): CampaignsFeature {
  const { accounts, outbox, publicUrl } = o;
  const nameOf = async (id: PersonId): Promise<string | undefined> => (await accounts.person(id))?.displayName;
  const kindOf = (meetingId: MeetingId) => o.meetings.presetOf(meetingId);
  const links = applicantLinks({ db: o.db, clock: systemClock, installationSecret: o.installationSecret });
  const mail =
    outbox.isAvailable && publicUrl !== undefined
      ? new InterviewLetters({ outbox, links, clock: systemClock, publicUrl: publicUrl.replace(/\/$/, ''), nameOf, kindOf })
      : noMail;
  return createCampaigns({
    ...{ db: o.db, clock: systemClock, log: o.log, baseUrl: o.baseUrl, meetings: o.meetings.appointments, mail, links },
    putOut: (meetingId, inviteeId) => o.meetings.putOut(meetingId, inviteeId),
    // Half of the connections at most, so that people are served meanwhile.
    atATime: Math.max(1, Math.min(3, Math.floor(o.connections / 4))),
    async viewerOf(cookie) {
      const viewer = await accounts.viewerOf(cookie);
      return viewer?.kind === 'person' ? { id: viewer.person.id, language: viewer.person.language } : undefined;
    },
    async requireOwner(ownerId) {
      await requirePlanning(o.rules, ownerId);
      await requireGuests(o.rules, ownerId);
    },
    colleagues: {
      byEmail: async (email) => named(await personByEmail(accounts, email)),
      name: nameOf,
      async contact(id) {
        const person = await accounts.person(id);
        return person && { name: person.displayName, email: person.email, language: person.language };
      },
    },
  });
}
