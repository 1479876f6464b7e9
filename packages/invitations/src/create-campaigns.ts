/** Joins the parts of campaigns. */
import { every, newId, type Clock, type Database, type Logger } from '@saal/foundation';
import type { CampaignPlan, Language, MeetingId, PersonId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ApplicantLinks, Campaign, Colleagues, InterviewMail, InterviewMeetings, PlannedInterview } from './campaign-ports.ts';
import { CampaignAddresses } from './campaign-addresses.ts';
import { campaignPlans, type CampaignPlans } from './campaign-plans.ts';
import { CampaignMessages } from './campaign-messages.ts';
import { CampaignRunner } from './campaign-runner.ts';
import type { Span } from './campaign-slots.ts';
import { Campaigns } from './campaigns.ts';
import { readApplicantFile } from './csv/applicant-file.ts';
import { interviewTable } from './csv/interview-table.ts';
import { campaignRoutes } from './http/campaign-routes.ts';
import type { InterviewFactStore } from './interview-fact.ts';
import { InterviewTimes } from './interview-times.ts';
import { panelDay } from './panel-day.ts';
import { createCampaignMessageStore } from './postgres/campaign-message-store.ts';
import { createCampaignStore } from './postgres/campaign-store.ts';
import { createInterviewFactStore } from './postgres/interview-facts.ts';

export interface CampaignsFeature {
  /** Registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** What applicants do with the time of their interview. */
  times: Pick<InterviewTimes, 'choices' | 'choose'>;
  /** For calendars: interviews of the panels somebody sits in, without the names of applicants. */
  interviewsOf(personId: PersonId, range: Span): Promise<PanelInterview[]>;
  /** Which of these meetings are interviews, with the title of their campaign: for calendars, that name no applicants. */
  titlesAmong(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, string>>;
  /** Plans campaigns for their owner, with the same rules as the pages. */
  plans: CampaignPlans;
  /** For features that follow single campaigns; nothing is kept of any other. */
  facts: InterviewFactStore;
  /** When all that is to be done was tried once. */
  settled(): Promise<void>;
  /** Finishes what has begun. Idempotent. */
  close(): Promise<void>;
}

/** An interview as a calendar shows it. */
export type PanelInterview = Pick<PlannedInterview, 'meetingId' | 'startsAtMs' | 'endsAtMs'> &
  Pick<Campaign, 'ownerId' | 'createdAtMs'> &
  Pick<CampaignPlan, 'title' | 'timeZone'>;

export interface CampaignsOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  /** Who is signed in; undefined for guests too. */
  viewerOf: (cookie: string | undefined) => Promise<{ id: PersonId; language: Language } | undefined>;
  /** Address people reach this server by, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  meetings: InterviewMeetings;
  mail: InterviewMail;
  links: ApplicantLinks;
  /** That this person plans interviews with people without an account; throws. Default: everybody does. */
  requireOwner?: ((ownerId: PersonId) => Promise<void>) | undefined;
  colleagues: Colleagues;
  /** Who is in a meeting by a personal link that is void now. Default: nobody is. */
  putOut?: (meetingId: MeetingId, inviteeId: string) => Promise<void>;
  /** How many interviews are carried out at a time, on two connections of the database each. Default 1 */
  atATime?: number;
}

/** What failed is tried again, and what another server left when it died is found. */
const LOOK_EVERY_MS = 15_000;
const FORGET_EVERY_MS = 3600_000;

/** Takes up at once what the last server did not finish. */
export function createCampaigns(options: CampaignsOptions): CampaignsFeature {
  const { db, clock, log, viewerOf, meetings, mail, links, colleagues } = options;
  const store = createCampaignStore(db, clock);
  const messageStore = createCampaignMessageStore(db);
  const wake = (): void => void runner.wake();
  const messages = new CampaignMessages({ ...{ store, messages: messageStore, mail, colleagues, clock, newId, wake } });
  const runner = new CampaignRunner({
    ...{ store, meetings, mail, links, writeNext: () => messages.carryOutNext(), atATime: options.atATime ?? 1 },
    failed: (interviewId, error) =>
      log.warn(
        { err: error, interviewId },
        interviewId === undefined
          ? 'a message of a campaign could not be written; it is tried again'
          : 'an interview could not be planned; it is tried again',
      ),
  });
  const campaigns = new Campaigns({
    ...{ store, messages: messageStore, meetings, mail, links, colleagues, clock, newId, wake },
    requireOwner: options.requireOwner,
  });
  const addresses = new CampaignAddresses({ store, clock, wake, putOut: options.putOut ?? (() => Promise.resolve()) });

  const forget = async (): Promise<void> => {
    for (const campaign of await store.over(clock.now())) {
      const meetingIds = (await store.interviews(campaign.id)).flatMap(({ meetingId }) => meetingId ?? []);
      for (const meetingId of meetingIds) await meetings.withdraw(meetingId, campaign.ownerId);
      await mail.forget(meetingIds, await messageStore.ofCampaign(campaign.id));
      await store.delete(campaign.id, campaign.ownerId);
      log.info(
        { audit: 'campaign-deleted', campaignId: campaign.id, ownerId: campaign.ownerId },
        'a campaign was deleted after its period',
      );
    }
  };
  const tryForgetting = (): void =>
    void forget().catch((error: unknown) => log.warn({ err: error }, 'outdated campaigns could not be deleted; the next hour tries again'));
  wake();
  tryForgetting();
  const cancelLooking = every(clock, LOOK_EVERY_MS, wake);
  const cancelForgetting = every(clock, FORGET_EVERY_MS, tryForgetting);

  const plans = campaignPlans(campaigns, { store, links, mailAvailable: mail.isAvailable });
  return {
    plans,
    http: campaignRoutes({
      ...{ viewerOf, campaigns, addresses, messages, plans },
      list: plans.ofOwner,
      day: (personId, range) => panelDay(personId, range, { store, meetings, mail, links, colleagues, clock }),
      readFile: readApplicantFile,
      table: interviewTable,
      baseUrl: options.baseUrl,
    }),
    times: new InterviewTimes({ store, busy: (campaign) => campaigns.busy(campaign), clock, wake }),
    async interviewsOf(personId, range) {
      const found = await store.ofPanelist(personId, range);
      return found.map(({ campaign: { ownerId, createdAtMs, plan }, interview: { meetingId, startsAtMs, endsAtMs } }) => ({
        ...{ meetingId, startsAtMs, endsAtMs, ownerId, createdAtMs, title: plan.title, timeZone: plan.timeZone },
      }));
    },
    titlesAmong: (meetingIds) => store.titlesAmong(meetingIds),
    facts: createInterviewFactStore(db),
    settled: () => runner.wake(),
    async close() {
      cancelLooking();
      cancelForgetting();
      await runner.close();
    },
  };
}
