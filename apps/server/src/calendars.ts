/** Joins calendars with the people, meetings and interviews of this server. */
import type { FastifyRequest } from 'fastify';
import type { Accounts, PersonSummary } from '@saal/accounts';
import { createCalendars, type Calendars, type CalendarSettings, type Colleague, type PlannedMeeting, type Span } from '@saal/calendars';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import type { CampaignsFeature } from '@saal/invitations';
import type { AgendaEntry, Meetings } from '@saal/meetings';
import type { PersonId } from '@saal/protocol';
import type { Config } from './config/schema.ts';
import { isElsewhere } from './external.ts';
import { personByEmail } from './person-by-email.ts';

/** Dates of one person in a year, those of a daily series too. */
const MOST_DATES = 3_000;

export function startCalendars(
  config: Pick<Config, 'SAAL_PRODUCT_NAME' | 'SAAL_PUBLIC_URL' | 'SAAL_HOUSE_EMAIL_DOMAINS'>,
  o: {
    settings: CalendarSettings;
    /** Seals the passwords of calendar servers. */
    installationSecret: string;
    db: Database;
    log: Logger;
    accounts: Accounts;
    meetings: Meetings;
    campaigns: Pick<CampaignsFeature, 'interviewsOf' | 'titlesAmong'>;
    baseUrl: (request: FastifyRequest) => string;
  },
): Calendars {
  const { accounts } = o;
  const colleague = (person: PersonSummary | undefined): Colleague | undefined =>
    person && {
      ...{ id: person.id, name: person.displayName, email: person.email, language: person.language },
      isOfTheHouse: !isElsewhere(person.email, config.SAAL_HOUSE_EMAIL_DOMAINS),
    };
  const calendars = createCalendars({
    ...{ db: o.db, clock: systemClock, log: o.log, settings: o.settings, installationSecret: o.installationSecret },
    ...{ baseUrl: o.baseUrl, publicUrl: config.SAAL_PUBLIC_URL?.replace(/\/$/, ''), productName: config.SAAL_PRODUCT_NAME },
    async viewerOf(cookie) {
      const viewer = await accounts.viewerOf(cookie);
      return viewer?.kind === 'person' ? viewer.person.id : undefined;
    },
    people: {
      person: async (id) => ((await accounts.isOpen(id)) ? colleague(await accounts.person(id)) : undefined),
      byEmail: async (email) => colleague(await personByEmail(accounts, email)),
    },
    plans: {
      plan: ({ id, name, language }, plan) => o.meetings.plans.plan({ id, displayName: name, language }, { kind: 'planned', ...plan }),
      get: (ownerId, id) => o.meetings.plans.planOf(ownerId, id),
      change: (ownerId, id, changes) => o.meetings.plans.change(ownerId, id, changes),
      remove: (ownerId, id) => o.meetings.plans.remove(ownerId, id),
    },
    moving: {
      async move(personId, { meetingId, day }, to) {
        if (day === undefined) await o.meetings.plans.change(personId, meetingId, to);
        else await o.meetings.plans.changeDate(personId, meetingId, day, { scope: 'this', ...to });
      },
      async cancel(personId, { meetingId, day }) {
        if (day === undefined) await o.meetings.plans.remove(personId, meetingId);
        else await o.meetings.plans.changeDate(personId, meetingId, day, { scope: 'this', cancelled: true });
      },
    },
    bookings: { of: (email, range) => o.meetings.busy.ofRoom(email, range) },
    meetings: { of: (personId, range) => plannedMeetings(personId, range, o) },
  });
  // Who changed it looks into the own calendar next; those of others follow when they are due.
  const stopListening = o.meetings.plans.onChanged((ownerId) => {
    calendars.changed(ownerId).catch((err: unknown) => o.log.warn({ err, personId: ownerId }, 'a calendar will follow later'));
  });
  return {
    ...calendars,
    close() {
      stopListening();
      return calendars.close();
    },
  };
}

/**
 * The names of applicants are left out of all titles, whoever planned the interview or was in it: calendars leave the product, for
 * servers and phones of others (decision 0055).
 */
async function plannedMeetings(
  personId: PersonId,
  range: Span,
  { meetings, campaigns }: { meetings: Pick<Meetings, 'agenda'>; campaigns: Pick<CampaignsFeature, 'interviewsOf' | 'titlesAmong'> },
): Promise<PlannedMeeting[]> {
  const [planned, interviews] = await Promise.all([
    meetings.agenda.of(personId, { ...range, limit: MOST_DATES }),
    campaigns.interviewsOf(personId, range),
  ]);
  const titles = await campaigns.titlesAmong(planned.map(({ meeting }) => meeting.id));
  // The time of an interview is its campaign's.
  const mayChange = ({ id, ownerId, kind }: AgendaEntry['meeting']): boolean =>
    kind === 'planned' && ownerId === personId && !titles.has(id);
  const own = planned
    .flatMap((entry) => plannedMeeting(entry, mayChange(entry.meeting)))
    .map((meeting) => ({ ...meeting, title: titles.get(meeting.id) ?? meeting.title }));
  const all = [...own, ...interviews.map(interviewMeeting)];
  return [...new Map(all.map((meeting) => [meeting.id, meeting])).values()];
}

function plannedMeeting({ meeting, series }: AgendaEntry, mayChange: boolean): PlannedMeeting[] {
  const { id, title, ownerId, createdAtMs, startsAtMs, durationMin, timeZone } = meeting;
  if (startsAtMs === null) return [];
  return [
    {
      ...{ id, title, ownerId, createdAtMs, startsAtMs, durationMin: durationMin ?? 60, timeZone: timeZone ?? undefined },
      mayChange,
      ...(series && { series }),
    },
  ];
}

function interviewMeeting(interview: Awaited<ReturnType<CampaignsFeature['interviewsOf']>>[number]): PlannedMeeting {
  const { meetingId: id, title, ownerId, createdAtMs, startsAtMs, endsAtMs, timeZone } = interview;
  return { id, title, ownerId, createdAtMs, startsAtMs, durationMin: (endsAtMs - startsAtMs) / 60_000, timeZone };
}
