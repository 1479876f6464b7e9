import type { MeetingDetail } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { invitationText } from './invitation-text.ts';

/**
 * What "Einladung kopieren" copies of a line of the list. Lists leave out the paragraph of the house, rooms and other dates, so the
 * whole meeting is asked for; the date is that of the line. Rejects as the server refuses.
 */
export function useInvitationOf(inviter: string): (line: MeetingDetail) => Promise<string> {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const api = useApi();
  return async (line) => {
    const { startsAtMs, durationMin } = line;
    const meeting = { ...(await api.meeting(line.id)), startsAtMs, durationMin };
    return invitationText(meeting, { t, inviter, locale, nowMs: Date.now() });
  };
}
