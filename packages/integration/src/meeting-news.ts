/** Takes note of what happens with the meetings of applications: who came, and what their webhooks are told. */
import type { Clock } from '@saal/foundation/pure';
import { planUnlessDeleted } from './plan-unless-deleted.ts';
import type { MeetingPlans } from './ports.ts';
import { tell, type Told } from './tell.ts';
import type { MeetingFact, MeetingFacts, NewsStore, NewsTurn } from './webhook-ports.ts';

export type MeetingNewsOptions = {
  facts: MeetingFacts;
  store: NewsStore;
  plans: Pick<MeetingPlans, 'planOf'>;
  clock: Clock;
  newId: () => string;
};

export class MeetingNews {
  readonly #o: MeetingNewsOptions;

  constructor(options: MeetingNewsOptions) {
    this.#o = options;
  }

  /** Everything there is. @returns whether there was something */
  async takeAll(isOpen: () => boolean): Promise<boolean> {
    let some = false;
    while (isOpen() && (await this.#o.facts.takeNext((fact) => this.#take(fact)))) some = true;
    return some;
  }

  async #take(fact: MeetingFact): Promise<void> {
    const application = await this.#o.store.applicationOf(fact.meetingId);
    if (!application) return; // Removed by an administrator.
    const plan = fact.type === 'deleted' ? undefined : await planUnlessDeleted(this.#o.plans, application.ownerId, fact.meetingId);
    const meeting = {
      meetingId: fact.meetingId,
      ...(application.campaignId !== null && { campaignId: application.campaignId, interviewId: application.interviewId }),
      ...(plan && { title: plan.title, startsAtMs: plan.startsAtMs, durationMin: plan.durationMin, timeZone: plan.timeZone }),
    };
    await this.#o.store.inTurn(fact.meetingId, async (turn) => {
      const all = await noted(fact, turn, { meeting, names: application.scopes.includes('names.read') });
      for (const [index, told] of all.entries())
        await tell(turn, { factId: `${fact.id}.${index}`, atMs: fact.atMs, told, application }, this.#o);
      if (fact.type === 'joined' && fact.isGuest && application.interviewId !== null) {
        // Once of each interview, however often they come.
        const { campaignId, interviewId } = application;
        const told = { type: 'interview.attended', data: { campaignId, interviewId, meetingId: fact.meetingId } } as const;
        await tell(turn, { factId: `attended ${application.interviewId}`, atMs: fact.atMs, told, application }, this.#o);
      }
      if (fact.type === 'deleted') await turn.forgetMeeting();
    });
  }
}

/** @returns what is told of it, in order */
async function noted(
  fact: MeetingFact,
  turn: NewsTurn,
  { meeting, names }: { meeting: Record<string, unknown> & { meetingId: string }; names: boolean },
): Promise<Told[]> {
  const person = (participantId: string, { isGuest, name }: { isGuest: boolean; name: string | null }): Record<string, unknown> => ({
    meetingId: meeting.meetingId,
    participantId,
    guest: isGuest,
    ...(name !== null && { name }),
  });
  const left = async (participantId: string): Promise<Told[]> => {
    const visit = await turn.left(participantId, fact.atMs);
    return visit ? [{ type: 'participant.left', data: person(participantId, visit) }] : [];
  };
  switch (fact.type) {
    case 'joined': {
      // Names of people with an account are told to nobody: no presence history of staff (MIN-2).
      const visit = { isGuest: fact.isGuest, name: names && fact.isGuest ? fact.name : null };
      await turn.joined(fact.participantId, { ...visit, atMs: fact.atMs });
      return [{ type: 'participant.joined', data: person(fact.participantId, visit) }];
    }
    case 'left':
      return left(fact.participantId);
    case 'ended': {
      const told: Told[] = [];
      for (const participantId of await turn.inside()) told.push(...(await left(participantId)));
      await turn.forgetAccounts();
      return [...told, { type: 'meeting.ended', data: meeting }];
    }
    default:
      return [{ type: `meeting.${fact.type}`, data: meeting }];
  }
}
