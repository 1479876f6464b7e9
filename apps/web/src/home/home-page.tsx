import type { MeetingDetail } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { CalendarPlus, CalendarRange, Hash, Video } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useNow } from '../app/use-now.ts';
import { CalendarNotices } from '../calendars/calendar-notices.tsx';
import { NumberDialog } from '../entry/number-dialog.tsx';
import { Frame } from '../frame/frame.tsx';
import { Hint } from '../frame/hint.tsx';
import { day, localTimeZone } from '../i18n/format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { agendaOf, withFewDates, withSoon } from './agenda.ts';
import { DeleteMeeting } from './delete-meeting.tsx';
import { EmptyDay } from './empty-day.tsx';
import styles from './home.module.css';
import { MeetingActionsContext, type MeetingActions } from './meeting-actions.ts';
import { MeetingRows } from './meeting-rows.tsx';
import { NextMeeting } from './next-meeting.tsx';
import { PersonalRoom } from './personal-room.tsx';
import { useMyMeetings, type MyMeetings } from './use-agenda.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** What is on today, what comes, what was; and the ways to begin something. */
export function HomePage() {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  const api = useApi();
  const navigate = useNavigate();
  const nowMs = useNow();
  const [meetings, reload] = useMyMeetings();
  const [byNumber, setByNumber] = useState(false);
  const [deleting, setDeleting] = useState<MeetingDetail>();
  const [said, setSaid] = useState<string>();
  const meetNow = useAction(async () => {
    const meeting = await api.planMeeting({ kind: 'instant' });
    await navigate({ to: '/m/$meetingId', params: { meetingId: meeting.id } });
  });
  const actions: MeetingActions = { askDelete: setDeleting, say: setSaid };
  const nothingNext = meetings.state === 'ready' && !agendaOf(withSoon(meetings.value.today, meetings.value.coming, nowMs).day, nowMs).next;

  return (
    <Frame
      title={t('title')}
      sub={day(nowMs, locale, localTimeZone(), nowMs)}
      actions={
        <>
          <Button
            variant={nothingNext ? 'primary' : 'secondary'}
            icon={<Video {...icon} />}
            onPress={meetNow.run}
            isPending={meetNow.pending}
          >
            {t('startNow')}
          </Button>
          <LinkButton to="/plan" icon={<CalendarPlus {...icon} />}>
            {t('plan')}
          </LinkButton>
          <LinkButton to="/campaigns" icon={<CalendarRange {...icon} />}>
            {t('campaigns')}
          </LinkButton>
          <Button icon={<Hash {...icon} />} onPress={() => setByNumber(true)}>
            {t('byNumber')}
          </Button>
        </>
      }
    >
      {(me) => (
        <MeetingActionsContext value={actions}>
          <div className={styles.notices}>
            {meetNow.error && <ErrorNotice error={meetNow.error} onClose={meetNow.clear} />}
            {said !== undefined && (
              <Notice tone="good" onClose={() => setSaid(undefined)}>
                {said}
              </Notice>
            )}
            <CalendarNotices onCancelled={reload} />
            {nothingNext && (
              <Hint name="begin" title={t('hint.title')}>
                {t('hint.text')}
              </Hint>
            )}
            {meetings.state === 'failed' && (
              <ErrorNotice error={meetings.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />
            )}
          </div>
          {meetings.state === 'loading' && <Waiting />}
          {meetings.state === 'ready' && <Day meetings={meetings.value} nowMs={nowMs} me={me.displayName} />}
          <NumberDialog isOpen={byNumber} onOpenChange={setByNumber} />
          {deleting && (
            <DeleteMeeting
              meeting={deleting}
              onClose={() => setDeleting(undefined)}
              onDeleted={() => {
                setSaid(t('deleted', { title: deleting.title }));
                setDeleting(undefined);
                reload();
              }}
            />
          )}
        </MeetingActionsContext>
      )}
    </Frame>
  );
}

function Day({ meetings: { today, coming, past, room }, nowMs, me }: { meetings: MyMeetings; nowMs: number; me: string }) {
  const { t } = useTranslation('home');
  const soon = withSoon(today, coming, nowMs);
  const { next, later, over } = agendaOf(soon.day, nowMs);
  return (
    <div className={styles.columns}>
      <div className={styles.lists}>
        {next ? <NextMeeting meeting={next} nowMs={nowMs} me={me} /> : <EmptyDay done={over.length > 0} />}
        {later.length > 0 && <MeetingRows title={t('laterToday')} meetings={later} nowMs={nowMs} me={me} />}
        <MeetingRows title={t('coming')} meetings={withFewDates(soon.coming)} nowMs={nowMs} me={me} withDay none={t('emptyComing')} />
        {over.length > 0 && <MeetingRows title={t('earlierToday')} meetings={over} nowMs={nowMs} me={me} over />}
        {past.length > 0 && <MeetingRows title={t('past')} meetings={withFewDates(past)} nowMs={nowMs} me={me} withDay over />}
      </div>
      <PersonalRoom room={room} me={me} />
    </div>
  );
}
