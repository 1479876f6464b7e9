/** The day of somebody who sits in panels: whom they talk to and when, and who waits. Names and times, nothing else of applicants. */
import type { Clock } from '@saal/foundation/pure';
import type { DayView, PersonId } from '@saal/protocol';
import type { ApplicantLinks, CampaignStore, Colleagues, InterviewMail, InterviewMeetings } from './campaign-ports.ts';
import type { Span } from './campaign-slots.ts';
import { viewsOf } from './campaign-view.ts';

export async function panelDay(
  personId: PersonId,
  range: Span,
  from: {
    store: CampaignStore;
    meetings: InterviewMeetings;
    mail: InterviewMail;
    links: ApplicantLinks;
    colleagues: Colleagues;
    clock: Clock;
  },
): Promise<DayView> {
  const { store, clock, colleagues } = from;
  const nowMs = clock.now();
  const found = await store.ofPanelist(personId, range);
  const views = await viewsOf(
    found.map(({ interview }) => interview),
    { ...from, nowMs },
  );
  const panels = new Map<string, string[]>();
  for (const id of new Set(found.map(({ campaign }) => campaign.id))) {
    for (const panelist of await store.panelists(id)) {
      const name = panelist.personId === personId ? undefined : await colleagues.name(panelist.personId);
      const key = `${id} ${panelist.panel}`;
      if (name !== undefined) panels.set(key, [...(panels.get(key) ?? []), name]);
    }
  }
  return {
    nowMs,
    entries: found.flatMap(({ campaign, interview }, index) => {
      const view = views[index];
      if (!view) return [];
      const { id, name, panel, startsAtMs, endsAtMs, meetingId } = interview;
      return [
        {
          id,
          campaignId: campaign.id,
          title: campaign.plan.title,
          place: campaign.plan.place,
          name,
          panel,
          colleagues: panels.get(`${campaign.id} ${panel}`) ?? [],
          startsAtMs,
          endsAtMs,
          state: view.state,
          meetingId,
        },
      ];
    }),
  };
}
