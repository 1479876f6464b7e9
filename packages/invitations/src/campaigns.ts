/** Campaigns from the plan to the last interview, as their owner sees and changes them. Others' do not exist (A03). */
import type { Clock } from '@saal/foundation/pure';
import {
  MeetingId,
  type CampaignPlan,
  type NewCampaignPlan,
  type EpochMs,
  type InterviewView,
  type Language,
  type PersonId,
} from '@saal/protocol';
import { checkApplicants, freeSlots, type ApplicantLine, type BusyPanels } from './campaign-check.ts';
import { CampaignNotFound, CampaignStateWrong, PanelNotFree, PanelPersonUnknown, PlanBad } from './campaign-errors.ts';
import type {
  ApplicantLinks,
  Campaign,
  CampaignMessageStore,
  CampaignStore,
  CampaignTurn,
  Colleagues,
  Interview,
  InterviewMail,
  InterviewMeetings,
  Panelist,
  PlannedInterview,
} from './campaign-ports.ts';
import { MINUTE_MS, overlap, slotsOf, type Slot, type Span } from './campaign-slots.ts';
import { isPlanned, viewsOf } from './campaign-view.ts';

const DAY_MS = 86_400_000;
/** A plan with more is a slip of the pen. */
const MAX_SLOTS = 10_000;
/** As a plan may say; a kind may say more. */
const MAX_LENGTH_MIN = 480;

export type Chosen = { interviews: readonly string[] } | { fromMs: EpochMs; panel?: string | undefined };

export class Campaigns {
  private readonly options: {
    store: CampaignStore;
    messages: Pick<CampaignMessageStore, 'ofCampaign'>;
    meetings: InterviewMeetings;
    mail: InterviewMail;
    links: ApplicantLinks;
    colleagues: Colleagues;
    /** That this person plans interviews with people without an account; throws. Default: everybody does. */
    requireOwner?: ((ownerId: PersonId) => Promise<void>) | undefined;
    clock: Clock;
    newId: () => string;
    /** There is something to carry out. */
    wake: () => void;
  };

  constructor(options: Campaigns['options']) {
    this.options = options;
  }

  /**
   * Kept no longer than the kind of its meetings is, and as long each as it says where the plan does not.
   * @throws {PlanBad, PanelPersonUnknown} `planning_refused`, `guests_refused`, and when no such kind is offered
   */
  async create(ownerId: PersonId, asked: NewCampaignPlan): Promise<Campaign> {
    const { store, clock, newId, requireOwner } = this.options;
    await requireOwner?.(ownerId);
    const plan = await this.withinKind(asked);
    const slots = slotsOf(plan);
    if (new Set(plan.panels.map(({ name }) => name.toLowerCase())).size < plan.panels.length)
      throw new PlanBad('panels', 'two panels have one name');
    const last = slots.at(-1);
    if (!last) throw new PlanBad('days', 'no interview fits into these days');
    if (slots.length > MAX_SLOTS) throw new PlanBad('days', `more than ${MAX_SLOTS} slots`);
    const panelists = await this.panelistsOf(plan);
    const campaign: Campaign = {
      ...{ id: newId(), ownerId, plan, phase: 'draft', createdAtMs: clock.now() },
      deleteAtMs: Math.max(last.toMs, clock.now()) + plan.keptDays * DAY_MS,
    };
    await store.create(campaign, panelists);
    return campaign;
  }

  /** @throws {CampaignNotFound} */
  async own(ownerId: PersonId, id: string): Promise<Campaign> {
    const campaign = await this.options.store.own(id, ownerId);
    if (!campaign) throw new CampaignNotFound();
    return campaign;
  }

  /** Looks at each line and stores it as a draft, in place of the drafts before. @throws {CampaignNotFound, CampaignStateWrong} */
  async setApplicants(ownerId: PersonId, id: string, lines: readonly ApplicantLine[], language: Language): Promise<void> {
    const { clock, newId } = this.options;
    const campaign = await this.own(ownerId, id);
    const busy = await this.busy(campaign);
    await this.turn(ownerId, id, async ({ interviews, replaceDrafts }) => {
      if (campaign.phase === 'cancelled') throw new CampaignStateWrong('over');
      const taken = interviews.filter(isPlanned).map((each) => ({ ...slotOf(each), email: each.email }));
      const checked = checkApplicants(campaign.plan, lines, { busy, taken, nowMs: clock.now(), language });
      await replaceDrafts(checked.map((applicant) => ({ ...applicant, id: newId() })));
    });
  }

  /**
   * Every draft without a problem is planned and invited; meetings and mail follow from what is stored. Sending again sends nobody twice.
   * @throws {CampaignNotFound, CampaignStateWrong}
   */
  async send(ownerId: PersonId, id: string, leaveOutProblems: boolean): Promise<number> {
    const { newId, clock, wake } = this.options;
    const count = await this.turn(ownerId, id, async ({ campaign, interviews, plan, setPhase }) => {
      if (campaign.phase === 'cancelled') throw new CampaignStateWrong('over');
      const drafts = interviews.filter(({ phase }) => phase === 'draft');
      const late = ({ startsAtMs }: Interview): boolean => startsAtMs === null || startsAtMs <= clock.now();
      const good = drafts.filter((draft) => draft.problems.length === 0 && !late(draft));
      if (good.length < drafts.length && !leaveOutProblems) throw new CampaignStateWrong('problems');
      if (good.length === 0) {
        if (campaign.phase === 'sent') return 0;
        throw new CampaignStateWrong('nobody');
      }
      for (const draft of good) await plan(draft.id, MeetingId.parse(newId()));
      await setPhase('sent');
      return good.length;
    });
    wake();
    return count;
  }

  /** All of them or none. @throws {CampaignNotFound, PanelNotFree, CampaignStateWrong} */
  async move(ownerId: PersonId, id: string, chosen: Chosen, byMin: number): Promise<number> {
    const campaign = await this.own(ownerId, id);
    const busy = await this.busy(campaign);
    const count = await this.turn(ownerId, id, (turn) => this.moveAll(turn, select(turn.interviews, chosen), byMin, busy));
    this.options.wake();
    return count;
  }

  /** @throws {CampaignNotFound} */
  async cancel(ownerId: PersonId, id: string, interviews: readonly string[] | undefined): Promise<number> {
    const count = await this.turn(ownerId, id, async (turn) => {
      const concerned = turn.interviews.filter((each) => isPlanned(each) && (interviews === undefined || interviews.includes(each.id)));
      for (const each of concerned) await turn.cancel(each.id);
      if (interviews === undefined) await turn.setPhase('cancelled');
      return concerned.length;
    });
    this.options.wake();
    return count;
  }

  /**
   * The panel runs late: this interview and those after it on its day are moved, each as far as it has to be, so that breaks and
   * buffers take up what they can. Asked by somebody of the panel, or the owner. @throws {CampaignNotFound, PanelNotFree}
   */
  async runLate(personId: PersonId, interviewId: string, byMin: number): Promise<number> {
    const { store, wake } = this.options;
    const id = await store.campaignOf(interviewId);
    const campaign = id === undefined ? undefined : await store.byId(id);
    if (!campaign) throw new CampaignNotFound();
    const panelists = await store.panelists(campaign.id);
    const moved = await store.inTurn(campaign.id, async (turn) => {
      const first = turn.interviews.find((each) => each.id === interviewId);
      const isTheirs = campaign.ownerId === personId || panelists.some((each) => each.personId === personId && each.panel === first?.panel);
      if (!first || !isPlanned(first) || !isTheirs) throw new CampaignNotFound();
      const dayEndMs = first.startsAtMs + DAY_MS / 2;
      const rest = turn.interviews
        .filter(isPlanned)
        .filter((each) => each.panel === first.panel && each.startsAtMs >= first.startsAtMs && each.startsAtMs < dayEndMs)
        .sort((a, b) => a.startsAtMs - b.startsAtMs);
      let notBeforeMs = first.startsAtMs + byMin * MINUTE_MS;
      let count = 0;
      for (const each of rest) {
        if (each.startsAtMs >= notBeforeMs) break;
        const toMs = notBeforeMs + (each.endsAtMs - each.startsAtMs);
        await turn.move(each.id, { fromMs: notBeforeMs, toMs });
        notBeforeMs = toMs + campaign.plan.bufferMin * MINUTE_MS;
        count += 1;
      }
      return count;
    });
    if (moved === undefined) throw new CampaignNotFound();
    wake();
    return moved;
  }

  /** What the owner sees: each applicant with what came of mail and interview. */
  async overview(ownerId: PersonId, id: string): Promise<{ campaign: Campaign; freeSlots: number; interviews: InterviewView[] }> {
    const { store, clock, meetings, mail, links } = this.options;
    const campaign = await this.own(ownerId, id);
    const interviews = await store.interviews(id);
    const busy = await this.busy(campaign);
    const taken = interviews.flatMap((each) => (each.phase !== 'cancelled' && hasSlot(each) ? slotOf(each) : []));
    return {
      campaign,
      freeSlots: freeSlots(campaign.plan, { busy, taken, nowMs: clock.now() }).length,
      interviews: await viewsOf(interviews, { meetings, mail, links, nowMs: clock.now() }),
    };
  }

  /** With meetings and all; applicants of interviews to come are told. @throws {CampaignNotFound} */
  async delete(ownerId: PersonId, id: string): Promise<void> {
    const campaign = await this.own(ownerId, id);
    if (campaign.phase === 'sent') throw new CampaignStateWrong('already_sent');
    const interviews = await this.options.store.interviews(id);
    if (interviews.some((each) => each.doneRevision < each.revision)) throw new CampaignStateWrong('already_sent');
    await this.options.mail.forget(
      interviews.flatMap(({ meetingId }) => meetingId ?? []),
      await this.options.messages.ofCampaign(id),
    );
    await this.options.store.delete(id, ownerId);
  }

  private async moveAll(turn: CampaignTurn, concerned: readonly PlannedInterview[], byMin: number, busy: BusyPanels): Promise<number> {
    const byMs = byMin * MINUTE_MS;
    const ids = new Set(concerned.map((each) => each.id));
    const people = new Map(turn.campaign.plan.panels.map(({ name, people }) => [name, people]));
    const stay = turn.interviews.filter(isPlanned).filter((each) => !ids.has(each.id));
    const sharePeople = (a: string, b: string): boolean =>
      a === b || (people.get(a) ?? []).some((person) => people.get(b)?.includes(person));
    for (const each of concerned) {
      const to = { fromMs: each.startsAtMs + byMs, toMs: each.endsAtMs + byMs };
      if (to.fromMs <= this.options.clock.now()) throw new CampaignStateWrong('over');
      if (stay.some((other) => sharePeople(other.panel, each.panel) && overlap(slotOf(other), to))) throw new PanelNotFree();
      if (busy.get(each.panel)?.some((other) => overlap(other, to))) throw new PanelNotFree();
      await turn.move(each.id, to);
    }
    const lastMs = Math.max(0, ...concerned.map(({ endsAtMs }) => endsAtMs + byMs));
    if (lastMs + turn.campaign.plan.keptDays * DAY_MS > turn.campaign.deleteAtMs)
      await turn.setDeletion(lastMs + turn.campaign.plan.keptDays * DAY_MS);
    return concerned.length;
  }

  private async turn<T>(ownerId: PersonId, id: string, change: (turn: CampaignTurn) => Promise<T>): Promise<T> {
    await this.own(ownerId, id);
    const result = await this.options.store.inTurn(id, async (turn) => ({ value: await change(turn) }));
    if (!result) throw new CampaignNotFound();
    return result.value;
  }

  /** Other meetings of each panel's people in the days of the campaign. */
  async busy({ id, plan }: Campaign): Promise<BusyPanels> {
    const { store, meetings } = this.options;
    const slots = slotsOf(plan);
    const range = { fromMs: (slots[0]?.fromMs ?? 0) - DAY_MS, toMs: (slots.at(-1)?.toMs ?? 0) + DAY_MS };
    const busy = new Map<string, Span[]>();
    for (const { panel, personId } of await store.panelists(id)) {
      const planned = await meetings.busy(personId, range);
      // Interviews belong to who planned the campaign; busy are those who sit there.
      const interviews = await store.interviewsAmong(planned.map(({ meetingId }) => meetingId));
      const elsewhere = (await store.ofPanelist(personId, range)).filter(({ campaign }) => campaign.id !== id);
      const spans = [
        ...planned.filter(({ meetingId }) => !interviews.has(meetingId)),
        ...elsewhere.map(({ interview }) => slotOf(interview)),
      ];
      busy.set(panel, [...(busy.get(panel) ?? []), ...spans]);
    }
    return busy;
  }

  private async withinKind(plan: NewCampaignPlan): Promise<CampaignPlan> {
    const kind = plan.presetId === undefined ? undefined : await this.options.meetings.kind(plan.presetId);
    const lengthMin = plan.lengthMin ?? kind?.durationMin;
    if (lengthMin === undefined) throw new PlanBad('lengthMin', 'neither the plan nor its kind says how long an interview takes');
    if (lengthMin > MAX_LENGTH_MIN) throw new PlanBad('lengthMin', `an interview takes at most ${MAX_LENGTH_MIN} minutes`);
    return { ...plan, lengthMin, keptDays: Math.min(plan.keptDays, kind?.retentionDays ?? plan.keptDays) };
  }

  private async panelistsOf(plan: CampaignPlan): Promise<Panelist[]> {
    const unknown: string[] = [];
    const panelists: Panelist[] = [];
    for (const [panelIndex, panel] of plan.panels.entries()) {
      for (const [index, email] of panel.people.entries()) {
        const person = await this.options.colleagues.byEmail(email);
        if (!person) unknown.push(`panels.${panelIndex}.people.${index}`);
        else if (!panelists.some((each) => each.panel === panel.name && each.personId === person.id))
          panelists.push({ panel: panel.name, personId: person.id });
      }
    }
    if (unknown.length > 0) throw new PanelPersonUnknown(unknown);
    return panelists;
  }
}

function select(interviews: readonly Interview[], chosen: Chosen): PlannedInterview[] {
  const planned = interviews.filter(isPlanned);
  if ('interviews' in chosen) return planned.filter(({ id }) => chosen.interviews.includes(id));
  return planned.filter(({ startsAtMs, panel }) => startsAtMs >= chosen.fromMs && (chosen.panel === undefined || panel === chosen.panel));
}

function hasSlot(interview: Interview): interview is Interview & { panel: string; startsAtMs: EpochMs; endsAtMs: EpochMs } {
  return interview.panel !== null && interview.startsAtMs !== null && interview.endsAtMs !== null;
}

export function slotOf({ panel, startsAtMs, endsAtMs }: { panel: string; startsAtMs: EpochMs; endsAtMs: EpochMs }): Slot {
  return { panel, fromMs: startsAtMs, toMs: endsAtMs };
}
