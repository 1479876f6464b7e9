/** Campaigns as their owner sees them; for pages and for programs alike. */
import type { CampaignSummary, CampaignView, GivenApplicant, Language, MeetingId, NewCampaignPlan, PersonId } from '@saal/protocol';
import type { z } from 'zod';
import type { ApplicantLine } from './campaign-check.ts';
import type { ApplicantLinks, Campaign, CampaignStore } from './campaign-ports.ts';
import type { Campaigns } from './campaigns.ts';

/** Each throws its own refusals; somebody else's campaign is none. */
export type CampaignPlans = Pick<Campaigns, 'send' | 'move' | 'cancel'> & {
  create(ownerId: PersonId, plan: NewCampaignPlan): Promise<{ id: string }>;
  setApplicants(ownerId: PersonId, id: string, applicants: readonly z.output<typeof GivenApplicant>[], language: Language): Promise<void>;
  /** Newest first. */
  ofOwner(ownerId: PersonId): Promise<CampaignSummary[]>;
  view(ownerId: PersonId, id: string): Promise<CampaignView>;
  /** Whose planned interview this meeting is. */
  campaignOf(meetingId: MeetingId): Promise<string | undefined>;
  /** Secrets of the personal links of applicants, by the meeting of their interview. */
  secrets(meetingIds: readonly MeetingId[]): Promise<ReadonlyMap<MeetingId, string>>;
};

export function campaignPlans(
  campaigns: Campaigns,
  parts: { store: Pick<CampaignStore, 'ofOwner' | 'byMeeting'>; links: Pick<ApplicantLinks, 'of'>; mailAvailable: boolean },
): CampaignPlans {
  const { store, links, mailAvailable } = parts;
  return {
    create: (ownerId, plan) => campaigns.create(ownerId, plan),
    setApplicants: (ownerId, id, applicants, language) => campaigns.setApplicants(ownerId, id, linesOf(applicants), language),
    send: (ownerId, id, leaveOutProblems) => campaigns.send(ownerId, id, leaveOutProblems),
    move: (ownerId, id, chosen, byMin) => campaigns.move(ownerId, id, chosen, byMin),
    cancel: (ownerId, id, interviews) => campaigns.cancel(ownerId, id, interviews),
    ofOwner: async (ownerId) => (await store.ofOwner(ownerId)).map(summaryOf),
    async view(ownerId, id) {
      const { campaign, interviews, freeSlots } = await campaigns.overview(ownerId, id);
      const applicants = interviews.filter(({ state }) => state !== 'cancelled').length;
      return { ...summaryOf({ ...campaign, applicants }), plan: campaign.plan, mail: mailAvailable, freeSlots, interviews };
    },
    campaignOf: async (meetingId) => (await store.byMeeting(meetingId))?.campaign.id,
    async secrets(meetingIds) {
      return new Map([...(await links.of(meetingIds))].map(([meetingId, { secret }]) => [meetingId, secret]));
    },
  };
}

function summaryOf({ id, plan, phase, applicants, deleteAtMs }: Campaign & { applicants: number }): CampaignSummary {
  const dates = plan.days.map(({ date }) => date).sort();
  return {
    ...{ id, title: plan.title, timeZone: plan.timeZone, phase, applicants, deletedAtMs: deleteAtMs },
    firstDay: dates[0] ?? '',
    lastDay: dates.at(-1) ?? '',
  };
}

/** What is not given stays absent: an empty panel and none at all are the same, but only one is a cell. */
export function linesOf(applicants: readonly Readonly<Record<string, string | undefined>>[]): ApplicantLine[] {
  return applicants.map((applicant, index) => ({
    line: index + 1,
    ...Object.fromEntries(Object.entries(applicant).filter(([, cell]) => cell !== undefined)),
  }));
}
