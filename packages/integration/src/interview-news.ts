/** Tells webhooks what happens with the interviews of campaigns that applications made: ids and times, which they know already. */
import type { Clock } from '@saal/foundation/pure';
import { tell } from './tell.ts';
import type { InterviewFact, InterviewFacts, NewsStore } from './webhook-ports.ts';

export class InterviewNews {
  readonly #o: { facts: InterviewFacts; store: NewsStore; clock: Clock; newId: () => string };

  constructor(options: { facts: InterviewFacts; store: NewsStore; clock: Clock; newId: () => string }) {
    this.#o = options;
  }

  /** Everything there is. @returns whether there was something */
  async takeAll(isOpen: () => boolean): Promise<boolean> {
    let some = false;
    while (isOpen() && (await this.#o.facts.takeNext((fact) => this.#take(fact)))) some = true;
    return some;
  }

  async #take({ id, type, atMs, ...data }: InterviewFact): Promise<void> {
    const { store } = this.#o;
    const application = await store.applicationOfCampaign(data.campaignId);
    if (!application) return; // Removed by an administrator.
    const told = { type: `interview.${type}`, data } as const;
    await store.inTurn(data.interviewId, (turn) => tell(turn, { factId: id, atMs, told, application }, this.#o));
  }
}
