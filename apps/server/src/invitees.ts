/** Joins inviting by name with the people and meetings of this server. */
import type { FastifyRequest } from 'fastify';
import type { Accounts, PersonSummary } from '@saal/accounts';
import type { Chat } from '@saal/chat';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import { createInvitees, type CampaignsFeature, type InvitedTo, type InviteesFeature, type Outbox } from '@saal/invitations';
import { guestKey, inviteeKey, personKey, requireGuests, type HouseRules, type Meetings } from '@saal/meetings';
import { personByEmail } from './person-by-email.ts';

/** Shown while one types. */
const FOUND = 8;

export function startInvitees(o: {
  db: Database;
  accounts: Pick<Accounts, 'viewerOf' | 'person' | 'lookUp' | 'byEmail' | 'isOpen'>;
  meetings: Pick<Meetings, 'plans' | 'presetOf' | 'remindersOf' | 'resourcesOf' | 'placeOf' | 'putOut' | 'onStandingChanged'>;
  rules: HouseRules;
  /** In the phone book. */
  showsEmail: boolean;
  baseUrl: (request: FastifyRequest) => string;
  installationSecret: string;
  outbox: Outbox;
  chat: Pick<Chat, 'visitorMoved'>;
  times: CampaignsFeature['times'];
  /** Stands in letters. */
  publicUrl: string | undefined;
  log: Logger;
}): InviteesFeature {
  const { accounts, meetings } = o;
  const known = ({ id, displayName, email }: PersonSummary) => ({ id, name: displayName, email });
  const feature = createInvitees({
    ...{ db: o.db, clock: systemClock, log: o.log, baseUrl: o.baseUrl, installationSecret: o.installationSecret },
    outbox: o.outbox,
    times: o.times,
    publicUrl: o.publicUrl?.replace(/\/$/, '') ?? '',
    async asking(cookie) {
      const viewer = await accounts.viewerOf(cookie);
      if (!viewer) return undefined;
      if (viewer.kind === 'guest') return { key: guestKey(viewer.guestId) };
      const { id, language, external = false } = viewer.person;
      return { key: personKey(id), person: { id, language, external } };
    },
    people: {
      async byId(id) {
        const person = await accounts.person(id);
        return person && known(person);
      },
      async byEmail(email) {
        const person = await personByEmail(accounts, email);
        return person && known(person);
      },
      isOpen: (id) => accounts.isOpen(id),
      search: async (text) =>
        (await accounts.lookUp(text, FOUND)).map(({ id, displayName, email, department }) => ({
          ...{ id, name: displayName },
          ...(email !== undefined && { email }),
          ...(department !== undefined && { department }),
        })),
      showsEmail: o.showsEmail,
    },
    meetings: {
      letsGuestsTo: (ownerId) => o.rules.letsGuestsTo(ownerId),
      requireGuests: (ownerId) => requireGuests(o.rules, ownerId),
      own: (personId, id) => meetings.plans.planOf(personId, id),
      async plan(id): Promise<InvitedTo | undefined> {
        const found = await meetings.plans.read(id);
        if (!found) return undefined;
        const { ownerId, title, timeZone, phase, startsAtMs, durationMin } = found.meeting;
        const once = startsAtMs === null ? [] : [{ startsAtMs, durationMin: durationMin ?? 60 }];
        const dates = found.series?.dates.filter(({ state }) => state !== 'cancelled').toSorted((a, b) => a.startsAtMs - b.startsAtMs);
        const { series } = found;
        const [preset, remindersMin, resources] = await Promise.all([
          meetings.presetOf(id),
          meetings.remindersOf(id),
          meetings.resourcesOf(id),
        ]);
        const place = resources.map(({ name, building }) => (building === '' ? name : `${name}, ${building}`)).join('; ');
        return {
          ...{ ownerId, title, timeZone, running: phase === 'running', dates: dates ?? once },
          ...(series && { series }),
          ...(place !== '' && { place }),
          ...(preset && { kindId: preset.id, note: preset.mailText }),
          ...(remindersMin && { remindersMin }),
        };
      },
      placeOf: (meetingId, inviteeId) => meetings.placeOf(meetingId, inviteeId),
      putOut: (meetingId, inviteeId) => meetings.putOut(meetingId, inviteeId),
      moved: (meetingId, inviteeId) => o.chat.visitorMoved(meetingId, inviteeKey(inviteeId)),
    },
  });
  meetings.onStandingChanged((meetingId) => feature.planChanged(meetingId));
  return feature;
}
