/** A message to people of a campaign, as it is chosen and typed. Pure. */
import type { CampaignView, InterviewView } from '@saal/client';

/** All, the panels alone, those chosen in the table, or those of one state. */
export type Readers = 'all' | 'panel' | 'chosen' | InterviewView['state'];
export type MessageDraft = { readers: Readers; panel: boolean; subject: string; text: string };

/** Who can be written to: they have a meeting, and are expected. */
export function reachable({ interviews }: Pick<CampaignView, 'interviews'>): InterviewView[] {
  return interviews.filter(({ meetingId, state }) => meetingId !== null && state !== 'cancelled');
}

/** What the server is asked: `interviews` absent is all. */
export function messageOf(
  { readers, panel, subject, text }: MessageDraft,
  campaign: Pick<CampaignView, 'interviews'>,
  chosen: ReadonlySet<string>,
): { interviews?: string[]; panel: boolean; subject: string; text: string } {
  const words = { subject: subject.trim(), text: text.trim() };
  if (readers === 'all') return { ...words, panel };
  if (readers === 'panel') return { ...words, panel: true, interviews: [] };
  const meant = reachable(campaign).filter(({ id, state }) => (readers === 'chosen' ? chosen.has(id) : state === readers));
  return { ...words, panel, interviews: meant.map(({ id }) => id) };
}
