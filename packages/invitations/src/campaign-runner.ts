/** Makes of what is stored what is to be: meetings planned, moved and withdrawn, applicants told. Ends and begins again anywhere. */
import type { ApplicantLinks, Campaign, CampaignStore, CarriedOut, Interview, InterviewMail, InterviewMeetings } from './campaign-ports.ts';
import { isPlanned } from './campaign-view.ts';
import { MINUTE_MS } from './campaign-slots.ts';

export class CampaignRunner {
  private readonly options: {
    store: CampaignStore;
    meetings: Pick<InterviewMeetings, 'plan' | 'withdraw'>;
    mail: Pick<InterviewMail, 'isAvailable' | 'invite' | 'cancel'>;
    links: Pick<ApplicantLinks, 'make'>;
    /** Puts the letters of one message into the outbox. @returns false: there was none */
    writeNext: () => Promise<boolean>;
    /** How many interviews at a time; each holds a connection of the database and needs a second one. */
    atATime: number;
    /** It is tried again with the next wake. @param interviewId undefined: a message */
    failed: (interviewId: string | undefined, error: unknown) => void;
  };
  private running: Promise<void> | undefined;
  private again = false;
  /** The interview that was taken last in this round: one that fails waits for the next. */
  private last = '';
  private closed = false;

  constructor(options: CampaignRunner['options']) {
    this.options = options;
  }

  /** There may be something to do. @returns when all was tried that was there */
  wake(): Promise<void> {
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** What has begun is finished; the next server does the rest. Idempotent. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && this.isOpen()) {
      this.again = false;
      this.last = '';
      await this.writeAll();
      await Promise.all(Array.from({ length: this.options.atATime }, () => this.runOne()));
    }
  }

  private async runOne(): Promise<void> {
    let id: string | undefined = '';
    while (id !== undefined && this.isOpen()) id = await this.next(this.last);
  }

  private async writeAll(): Promise<void> {
    try {
      while (this.isOpen() && (await this.options.writeNext()));
    } catch (error) {
      this.options.failed(undefined, error);
    }
  }

  private isOpen(): boolean {
    return !this.closed;
  }

  private async next(after: string): Promise<string | undefined> {
    const taken: { id: string }[] = [];
    try {
      return await this.options.store.carryOutNext(after, async (interview, campaign) => {
        taken.push(interview);
        // The order is the database's own; should one that began earlier set it back, some are looked at twice.
        this.last = interview.id;
        return this.carryOut(interview, campaign);
      });
    } catch (error) {
      const id = taken[0]?.id;
      this.options.failed(id ?? '', error);
      return id;
    }
  }

  /** The meeting first: nobody is invited to one that is not there. */
  private async carryOut(interview: Interview, campaign: Campaign): Promise<CarriedOut> {
    const { meetings, mail, links } = this.options;
    if (interview.phase === 'cancelled' && interview.meetingId !== null) {
      const planned = { ...interview, phase: 'planned' as const };
      if (isPlanned(planned)) await mail.cancel(planned, campaign);
      await meetings.withdraw(interview.meetingId, campaign.ownerId);
      return 'other';
    }
    if (!isPlanned(interview)) return 'other';
    await meetings.plan({
      id: interview.meetingId,
      ownerId: campaign.ownerId,
      title: `${campaign.plan.title}: ${interview.name}`,
      startsAtMs: interview.startsAtMs,
      durationMin: Math.round((interview.endsAtMs - interview.startsAtMs) / MINUTE_MS),
      timeZone: campaign.plan.timeZone,
      presetId: campaign.plan.presetId,
    });
    await links.make(interview.meetingId, interview);
    await mail.invite(interview, campaign);
    return mail.isAvailable ? 'invited' : 'other';
  }
}
