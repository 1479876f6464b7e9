/** The time of an interview, as far as its applicant may choose it: among the free slots of the panel. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, MeetingId } from '@saal/protocol';
import { freeSlots, type BusyPanels } from './campaign-check.ts';
import { CampaignNotFound, PanelNotFree } from './campaign-errors.ts';
import type { Campaign, CampaignStore, Interview, PlannedInterview } from './campaign-ports.ts';
import type { Span } from './campaign-slots.ts';
import { isPlanned } from './campaign-view.ts';
import { slotOf } from './campaigns.ts';

/** Nobody of a panel is surprised by an applicant who was not to come now. */
const LEAST_NOTICE_MS = 2 * 3600_000;

export class InterviewTimes {
  private readonly options: {
    store: Pick<CampaignStore, 'byMeeting' | 'interviews' | 'inTurn'>;
    /** When the panels are elsewhere. */
    busy: (campaign: Campaign) => Promise<BusyPanels>;
    clock: Clock;
    /** There is something to carry out. */
    wake: () => void;
  };

  constructor(options: InterviewTimes['options']) {
    this.options = options;
  }

  /** Times the applicant of this interview may choose now: free slots of their panel, not at the last minute. */
  async choices(meetingId: MeetingId): Promise<Span[]> {
    const found = await this.options.store.byMeeting(meetingId);
    if (!found || !this.mayChoose(found)) return [];
    const { campaign, interview } = found;
    return this.freeFor(interview, campaign, await this.options.store.interviews(campaign.id), await this.options.busy(campaign));
  }

  /** @throws {PanelNotFree} nobody has it in the end but one, however many ask at once @throws {CampaignNotFound} they may not choose */
  async choose(meetingId: MeetingId, startsAtMs: EpochMs): Promise<void> {
    const { store, busy: busyOf, wake } = this.options;
    const found = await store.byMeeting(meetingId);
    if (!found || !this.mayChoose(found)) throw new CampaignNotFound();
    const busy = await busyOf(found.campaign);
    await store.inTurn(found.campaign.id, async (turn) => {
      const interview = turn.interviews.find(({ id }) => id === found.interview.id);
      if (!interview || !isPlanned(interview) || !this.mayChoose({ campaign: turn.campaign, interview })) throw new CampaignNotFound();
      if (interview.startsAtMs === startsAtMs) return; // asked for again
      const slot = this.freeFor(interview, turn.campaign, turn.interviews, busy).find(({ fromMs }) => fromMs === startsAtMs);
      if (!slot) throw new PanelNotFree();
      await turn.move(interview.id, slot);
    });
    wake();
  }

  private mayChoose({ campaign, interview }: { campaign: Campaign; interview: PlannedInterview }): boolean {
    return campaign.plan.mayChoose === true && interview.startsAtMs - LEAST_NOTICE_MS > this.options.clock.now();
  }

  private freeFor(interview: PlannedInterview, { plan }: Campaign, all: readonly Interview[], busy: BusyPanels): Span[] {
    const taken = all.filter(isPlanned).map(slotOf);
    const nowMs = this.options.clock.now() + LEAST_NOTICE_MS;
    return freeSlots(plan, { busy, taken, nowMs }).filter(({ panel }) => panel === interview.panel);
  }
}
