import type { CalendarNotice } from '@saal/client';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { dayAndClock, localTimeZone } from '../i18n/format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

/** What one did to one's meetings in one's own calendar, where one has to decide. Draws nothing when there is nothing. */
export function CalendarNotices({ onCancelled }: { onCancelled: () => void }) {
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.calendarNotices(), [api]));
  // What could not be read asks with the next visit: nothing of the day depends on it.
  if (loaded.state !== 'ready') return null;
  return loaded.value.notices.map((notice) => (
    <One
      key={notice.uid}
      notice={notice}
      onAnswered={(answer) => {
        reload();
        if (answer === 'cancel') onCancelled();
      }}
    />
  ));
}

function One({ notice, onAnswered }: { notice: CalendarNotice; onAnswered: (answer: 'cancel' | 'keep') => void }) {
  const { t } = useTranslation('calendars');
  const { locale } = useLanguage();
  const api = useApi();
  const { uid, kind, meetingId, title, startsAtMs, isSeries } = notice;
  const answer = useAction(async (said: 'cancel' | 'keep') => {
    await api.answerCalendarNotice({ uid, answer: said });
    onAnswered(said);
  });
  const when = dayAndClock(startsAtMs, locale, localTimeZone());
  const words = kind === 'not-moved' ? 'notMoved' : isSeries ? 'removedSeries' : 'removed';
  return (
    <Notice
      tone={kind === 'removed' ? 'warning' : 'info'}
      title={t(`notices.${words}Title`, { title })}
      actions={
        <>
          {words === 'removed' && (
            <Button onPress={() => answer.run('cancel')} isPending={answer.pending}>
              {t('notices.cancel')}
            </Button>
          )}
          {words !== 'removed' && (
            <LinkButton to="/meetings/$meetingId" params={{ meetingId }}>
              {t('notices.open')}
            </LinkButton>
          )}
          <Button variant="quiet" onPress={() => answer.run('keep')} isDisabled={answer.pending}>
            {t(kind === 'removed' ? 'notices.keep' : 'notices.understood')}
          </Button>
        </>
      }
    >
      {t(`notices.${words}`, { when })}
      {answer.error && <ErrorNotice error={answer.error} />}
    </Notice>
  );
}
