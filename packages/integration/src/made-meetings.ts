/** The meetings an application made; those of others, and of their owner alone, do not exist for it (A03). */
import { MeetingId, type ChangeDate, type ChangeMeeting, type PlanMeeting } from '@saal/protocol';
import type { z } from 'zod';
import type { Caller } from './applications.ts';
import { MeetingIsAnInterview, MeetingNotFound } from './errors.ts';
import type { IdempotentRequests } from './idempotent-requests.ts';
import { planUnlessDeleted } from './plan-unless-deleted.ts';
import type { MadeMeetingStore, MeetingPlans, PlannedMeeting } from './ports.ts';
import type { NewsStore, Visit } from './webhook-ports.ts';

export type MadeMeetingsOptions = {
  plans: MeetingPlans;
  made: MadeMeetingStore;
  requests: IdempotentRequests;
  visits: Pick<NewsStore, 'guests'>;
  /** From now on what happens with it is told. */
  follow: (meetingId: string) => Promise<void>;
};

export class MadeMeetings {
  readonly #o: MadeMeetingsOptions;

  constructor(options: MadeMeetingsOptions) {
    this.#o = options;
  }

  /** @param idempotencyKey the same with the same plan makes one meeting. @throws {IdempotencyKeyReused, RequestUnderWay} */
  async make(caller: Caller, plan: z.output<typeof PlanMeeting>, idempotencyKey: string | undefined): Promise<PlannedMeeting> {
    const { plans, made, requests, follow } = this.#o;
    const id = await requests.once(caller.application.id, idempotencyKey, plan, async () => {
      const meeting = await plans.plan(caller.owner, plan);
      await made.add(caller.application.id, meeting.id);
      await follow(meeting.id);
      return meeting.id;
    });
    return this.get(caller, id);
  }

  /** Of a series with all dates. @throws {MeetingNotFound} */
  async get(caller: Caller, id: string): Promise<PlannedMeeting> {
    await this.#requireMade(caller, id);
    return this.#o.plans.told(await this.#o.plans.planOf(caller.owner.id, id));
  }

  /** Newest first, without interviews. @param beforeSeq where the page before ended. @returns `nextSeq` while there may be more */
  async list(caller: Caller, beforeSeq: number | undefined, limit: number): Promise<{ meetings: PlannedMeeting[]; nextSeq?: number }> {
    const page = await this.#o.made.list(caller.application.id, beforeSeq, limit);
    const found = await Promise.all(page.map(({ meetingId }) => planUnlessDeleted(this.#o.plans, caller.owner.id, meetingId)));
    const last = page.length === limit ? page.at(-1) : undefined;
    return { meetings: found.filter((meeting) => meeting !== undefined), ...(last && { nextSeq: last.seq }) };
  }

  /** @throws {MeetingNotFound, MeetingIsAnInterview} */
  async change(caller: Caller, id: string, changes: z.output<typeof ChangeMeeting>): Promise<PlannedMeeting> {
    await this.#requireFree(caller, id);
    const by = { kind: 'application', id: caller.application.id } as const;
    return this.#o.plans.told(await this.#o.plans.change(caller.owner.id, id, changes, by));
  }

  /** One date of a series, those from it on, or all to come. @throws {MeetingNotFound, MeetingIsAnInterview} */
  async changeDate(caller: Caller, id: string, day: string, change: ChangeDate): Promise<PlannedMeeting> {
    await this.#requireFree(caller, id);
    return this.#o.plans.told(await this.#o.plans.changeDate(caller.owner.id, id, day, change));
  }

  /** That it is no longer one of these follows from the fact that it was deleted. @throws {MeetingNotFound, MeetingIsAnInterview} */
  async remove(caller: Caller, id: string): Promise<void> {
    await this.#requireFree(caller, id);
    await this.#o.plans.remove(caller.owner.id, id);
  }

  /** Guests who came, in the order of coming; names only where the application may know them now. @throws {MeetingNotFound} */
  async guests(caller: Caller, id: string): Promise<Visit[]> {
    await this.get(caller, id);
    const visits = await this.#o.visits.guests(id);
    return caller.application.scopes.includes('names.read') ? visits : visits.map((visit) => ({ ...visit, name: null }));
  }

  async #requireMade(caller: Caller, id: string): Promise<{ campaignId: string | null }> {
    const known = MeetingId.safeParse(id).success ? await this.#o.made.one(caller.application.id, id) : undefined;
    if (!known) throw new MeetingNotFound();
    return known;
  }

  /** An interview is moved and cancelled by its campaign, which tells the applicant. */
  async #requireFree(caller: Caller, id: string): Promise<void> {
    const { campaignId } = await this.#requireMade(caller, id);
    if (campaignId !== null) throw new MeetingIsAnInterview();
  }
}
