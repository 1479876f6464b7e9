/**
 * An applicant's address that was wrong is corrected before they are invited again. The row says what is wanted; the letter to the
 * right address, and the link in it, follow from it by the runner, whatever dies in between.
 */
import type { Clock } from '@saal/foundation/pure';
import type { MeetingId, PersonId } from '@saal/protocol';
import { AddressTaken } from './address-taken.ts';
import { CampaignNotFound, CampaignStateWrong } from './campaign-errors.ts';
import type { CampaignStore } from './campaign-ports.ts';
import { isPlanned } from './campaign-view.ts';

export class CampaignAddresses {
  private readonly options: {
    store: Pick<CampaignStore, 'own' | 'inTurn'>;
    /** Who is in the meeting by a link that is void now. */
    putOut: (meetingId: MeetingId, inviteeId: string) => Promise<void>;
    clock: Clock;
    /** There is something to carry out. */
    wake: () => void;
  };

  constructor(options: CampaignAddresses['options']) {
    this.options = options;
  }

  /**
   * The former address gets nothing more, and its personal link is void at once.
   * @returns false: it is the address already
   * @throws {CampaignNotFound, CampaignStateWrong, AddressTaken}
   */
  async correct(ownerId: PersonId, campaignId: string, interviewId: string, email: string): Promise<boolean> {
    const { store, putOut, clock, wake } = this.options;
    if (!(await store.own(campaignId, ownerId))) throw new CampaignNotFound();
    const corrected = await store.inTurn(campaignId, async ({ interviews, correctAddress }) => {
      const interview = interviews.find(({ id }) => id === interviewId);
      if (!interview) throw new CampaignNotFound();
      if (!isPlanned(interview) || interview.endsAtMs <= clock.now()) throw new CampaignStateWrong('over');
      if (interview.email.toLowerCase() === email) return { voided: [] };
      const others = interviews.filter(({ id, phase }) => id !== interviewId && phase !== 'cancelled');
      if (others.some((each) => each.email.toLowerCase() === email)) throw new AddressTaken();
      return { meetingId: interview.meetingId, voided: await correctAddress(interview, email, ownerId) };
    });
    if (!corrected) throw new CampaignNotFound();
    const { meetingId, voided } = corrected;
    if (meetingId === undefined) return false;
    wake();
    for (const inviteeId of voided) await putOut(meetingId, inviteeId);
    return true;
  }
}
