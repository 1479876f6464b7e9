/** The campaigns an application made, and their interviews as its made meetings; all others do not exist for it (A03). */
import type { CampaignSummary, CampaignView, GivenApplicant, MeetingId, MoveInterviews, NewCampaignPlan } from '@saal/protocol';
import type { z } from 'zod';
import type { Caller } from './applications.ts';
import { CampaignNotFound } from './errors.ts';
import type { IdempotentRequests } from './idempotent-requests.ts';
import type { CampaignPlans, MadeCampaignStore, MadeMeetingStore } from './ports.ts';

export type MadeCampaignsOptions = {
  plans: CampaignPlans;
  made: MadeCampaignStore;
  meetings: Pick<MadeMeetingStore, 'ofCampaign' | 'add'>;
  requests: IdempotentRequests;
  /** From now on what happens with a meeting is told. */
  follow: (meetingId: string) => Promise<void>;
  /** The same of the interviews of a campaign. */
  followCampaign: (campaignId: string) => Promise<void>;
};

type Applicants = readonly z.output<typeof GivenApplicant>[];

/** `secrets`: of the personal links of applicants, by the meeting of their interview. */
export type MadeCampaign = { campaign: CampaignView; secrets: ReadonlyMap<MeetingId, string> };

export class MadeCampaigns {
  readonly #o: MadeCampaignsOptions;

  constructor(options: MadeCampaignsOptions) {
    this.#o = options;
  }

  /** @param idempotencyKey the same with the same plan makes one campaign. @throws {IdempotencyKeyReused, RequestUnderWay} */
  async make(
    caller: Caller,
    { applicants, ...plan }: NewCampaignPlan & { applicants: Applicants },
    idempotencyKey: string | undefined,
  ): Promise<MadeCampaign> {
    const { plans, made, requests, followCampaign } = this.#o;
    const id = await requests.once(caller.application.id, idempotencyKey, ['campaign', plan, applicants], async () => {
      const campaign = await plans.create(caller.owner.id, plan);
      if (applicants.length > 0) await plans.setApplicants(caller.owner.id, campaign.id, applicants, caller.owner.language);
      await made.add(caller.application.id, campaign.id);
      await followCampaign(campaign.id);
      return campaign.id;
    });
    return this.get(caller, id);
  }

  /** Newest first. @param beforeSeq where the page before ended. @returns `nextSeq` while there may be more */
  async list(caller: Caller, beforeSeq: number | undefined, limit: number): Promise<{ campaigns: CampaignSummary[]; nextSeq?: number }> {
    const page = await this.#o.made.list(caller.application.id, beforeSeq, limit);
    // Those that are no longer there were deleted after their period, or by their owner.
    const there = new Map((await this.#o.plans.ofOwner(caller.owner.id)).map((campaign) => [campaign.id, campaign]));
    const last = page.length === limit ? page.at(-1) : undefined;
    return { campaigns: page.flatMap(({ campaignId }) => there.get(campaignId) ?? []), ...(last && { nextSeq: last.seq }) };
  }

  /** @throws {CampaignNotFound} */
  async get(caller: Caller, id: string): Promise<MadeCampaign> {
    await this.#requireMade(caller, id);
    const campaign = await this.#o.plans.view(caller.owner.id, id);
    await this.#takeMeetings(caller, campaign);
    const meetingIds = campaign.interviews.flatMap(({ meetingId }) => meetingId ?? []);
    return { campaign, secrets: await this.#o.plans.secrets(meetingIds) };
  }

  /** In place of those before that were not sent. @throws {CampaignNotFound} */
  async setApplicants(caller: Caller, id: string, applicants: Applicants): Promise<MadeCampaign> {
    await this.#requireMade(caller, id);
    await this.#o.plans.setApplicants(caller.owner.id, id, applicants, caller.owner.language);
    return this.get(caller, id);
  }

  /** @returns how many applicants it concerns. @throws {CampaignNotFound} */
  async send(caller: Caller, id: string, leaveOutProblems: boolean): Promise<number> {
    await this.#requireMade(caller, id);
    const concerned = await this.#o.plans.send(caller.owner.id, id, leaveOutProblems);
    await this.get(caller, id);
    return concerned;
  }

  /** @throws {CampaignNotFound} */
  async move(caller: Caller, id: string, { byMin, ...chosen }: z.output<typeof MoveInterviews>): Promise<number> {
    await this.#requireMade(caller, id);
    return this.#o.plans.move(caller.owner.id, id, chosen, byMin);
  }

  /** @throws {CampaignNotFound} */
  async cancel(caller: Caller, id: string, interviews: readonly string[] | undefined): Promise<number> {
    await this.#requireMade(caller, id);
    return this.#o.plans.cancel(caller.owner.id, id, interviews);
  }

  async #requireMade(caller: Caller, id: string): Promise<void> {
    if (!/^[\w-]{1,64}$/.test(id) || !(await this.#o.made.has(caller.application.id, id))) throw new CampaignNotFound();
  }

  /** Whoever sent it, a page or the application: cut off in between, the next look does it. */
  async #takeMeetings(caller: Caller, campaign: CampaignView): Promise<void> {
    const { meetings, follow, followCampaign } = this.#o;
    await followCampaign(campaign.id);
    const known = new Set(await meetings.ofCampaign(campaign.id));
    for (const { id: interviewId, meetingId, state } of campaign.interviews) {
      if (meetingId === null || state === 'cancelled' || known.has(meetingId)) continue;
      await follow(meetingId);
      await meetings.add(caller.application.id, meetingId, { campaignId: campaign.id, interviewId });
    }
  }
}
