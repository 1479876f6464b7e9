/** Who comes by a personal link: what they are invited to, what they answer, and the way in. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, InviteeAnswer, MeetingId, PersonId, PersonalInvitation, PersonalSlots } from '@saal/protocol';
import { PersonalLinkInUse, PersonalLinkInvalid } from './invitee-errors.ts';
import type { Acquaintances, InvitedTo, Invitee, InviteeStore, InvitingMeetings, PersonalLinks } from './invitee-ports.ts';
import { goodUntil } from './invitees.ts';

/** Dates of a series that are shown after the next one. */
const DATES_SHOWN = 20;

/** The time of an interview, as far as who is interviewed may choose it. */
export interface Times {
  /** Empty: they may not, or nothing is free. */
  choices(meetingId: MeetingId): Promise<{ fromMs: EpochMs; toMs: EpochMs }[]>;
  /** @throws `panel_not_free` when it is not one of the choices any more */
  choose(meetingId: MeetingId, startsAtMs: EpochMs): Promise<void>;
}

export type BearersOptions = {
  store: InviteeStore;
  meetings: InvitingMeetings;
  people: Pick<Acquaintances, 'byId'>;
  links: PersonalLinks;
  times: Times;
  clock: Clock;
};

export class Bearers {
  readonly #options: BearersOptions;

  constructor(options: BearersOptions) {
    this.#options = options;
  }

  /** @throws {PersonalLinkInvalid} */
  async look(secret: string): Promise<PersonalInvitation> {
    const { invitee, plan } = await this.#opened(secret);
    return this.#view(invitee, plan);
  }

  /** @throws {PersonalLinkInvalid} */
  async answer(secret: string, answer: InviteeAnswer): Promise<PersonalInvitation> {
    const { invitee, plan } = await this.#opened(secret);
    const answered = await this.#options.store.change(invitee.meetingId, invitee.id, { answer });
    if (!answered) throw new PersonalLinkInvalid();
    return this.#view(answered, plan);
  }

  /**
   * The link becomes this browser's, and with it name, role and lobby of the invitation. In one browser at a time.
   * @param bearer key of the browser or account
   * @throws {PersonalLinkInvalid}, {PersonalLinkInUse} while somebody is there with it in another browser, unless it is taken over
   */
  async enter(secret: string, bearer: { key: string; personId?: PersonId }, takeOver: boolean): Promise<MeetingId> {
    const { store, meetings, clock } = this.#options;
    const { invitee, plan } = await this.#opened(secret);
    const { meetingId } = invitee;
    // Who invited looks at what others get and comes as themselves.
    if (bearer.personId === plan.ownerId) return meetingId;
    const another = invitee.holder !== null && invitee.holder !== bearer.key;
    if (another && !takeOver && (await meetings.placeOf(meetingId, invitee.id)) !== 'out') throw new PersonalLinkInUse();
    const nowMs = clock.now();
    const untilMs = plan.running ? null : goodUntil(plan.dates);
    if (!(await store.hold(invitee, bearer.key, { nowMs, untilMs }))) throw new PersonalLinkInvalid();
    if (another) await meetings.moved(meetingId, invitee.id);
    return meetingId;
  }

  /** @throws {PersonalLinkInvalid} */
  async slots(secret: string): Promise<PersonalSlots> {
    const { invitee } = await this.#opened(secret);
    const free = await this.#options.times.choices(invitee.meetingId);
    return { slots: free.map(({ fromMs, toMs }) => ({ startsAtMs: fromMs, endsAtMs: toMs })) };
  }

  /** Comes to the meeting's plan a moment later. @throws {PersonalLinkInvalid}, `panel_not_free`, `campaign_not_found` */
  async move(secret: string, startsAtMs: EpochMs): Promise<PersonalInvitation> {
    const { invitee, plan } = await this.#opened(secret);
    await this.#options.times.choose(invitee.meetingId, startsAtMs);
    // Whoever chooses a time says by it that they come.
    const answered = await this.#options.store.change(invitee.meetingId, invitee.id, { answer: 'accepted' });
    return this.#view(answered ?? invitee, { ...plan, dates: plan.dates.map((date) => ({ ...date, startsAtMs })) });
  }

  async #opened(secret: string): Promise<{ invitee: Invitee; plan: InvitedTo }> {
    const { store, meetings, links, clock } = this.#options;
    const invitee = await store.byLink(links.hash(secret));
    const plan = invitee && (await meetings.plan(invitee.meetingId));
    if (!plan) throw new PersonalLinkInvalid();
    const untilMs = goodUntil(plan.dates);
    if (untilMs !== null && untilMs <= clock.now() && !plan.running) throw new PersonalLinkInvalid();
    return { invitee, plan };
  }

  async #view({ meetingId, name, role, answer }: Invitee, plan: InvitedTo): Promise<PersonalInvitation> {
    const { people, clock } = this.#options;
    const owner = await people.byId(plan.ownerId);
    const open = plan.dates.filter(({ startsAtMs, durationMin }) => startsAtMs + durationMin * 60_000 > clock.now());
    const next = open[0] ?? plan.dates.at(-1);
    return {
      ...{ meetingId, title: plan.title, inviterName: owner?.name ?? '', name, role, answer },
      ...{ startsAtMs: next?.startsAtMs ?? null, durationMin: next?.durationMin ?? null, timeZone: plan.timeZone },
      running: plan.running,
      mayMove: (await this.#options.times.choices(meetingId)).length > 0,
      dates: open.slice(1, 1 + DATES_SHOWN).map(({ startsAtMs, durationMin }) => ({ startsAtMs, durationMin })),
    };
  }
}
