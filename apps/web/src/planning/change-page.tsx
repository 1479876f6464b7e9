import type { MeetingDetail } from '@saal/client';
import { momentOf } from '@saal/protocol';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Download, Trash2, Video } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { Behalf } from '../home/behalf.tsx';
import { DeleteMeeting } from '../home/delete-meeting.tsx';
import { dayAndTime } from '../home/meeting-time.ts';
import { invitationText } from '../home/invitation-text.ts';
import { MeetingFacts } from '../home/personal-room.tsx';
import { localTimeZone } from '../i18n/format.ts';
import { Button, DownloadButton, LinkButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { DatesCard } from './dates-card.tsx';
import { InviteesCard } from './invitees/invitees-card.tsx';
import { draftOf, type Draft } from './draft.ts';
import { MeetingForm } from './meeting-form.tsx';
import styles from './planning.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** `/meetings/<id>`: a meeting of one's own: its invitation, and everything that can be changed. */
export function ChangePage() {
  const { t } = useTranslation('home');
  const api = useApi();
  const { meetingId } = useParams({ from: '/meetings/$meetingId' });
  const [loaded, reload] = useLoaded(useCallback(() => api.meeting(meetingId), [api, meetingId]));
  const { locale } = useLanguage();
  const meeting = loaded.state === 'ready' ? loaded.value : undefined;
  const title = meeting?.kind === 'personal' ? t('planning.roomTitle') : (meeting?.title ?? t('planning.changeTitle'));
  return (
    <Frame title={title} sub={meeting?.kind === 'planned' ? dayAndTime(meeting, t, locale) : undefined}>
      {(me) => {
        switch (loaded.state) {
          case 'loading':
            return <Waiting />;
          case 'failed':
            return <ErrorNotice error={loaded.error} actions={<LinkButton to="/">{t('planning.toToday')}</LinkButton>} />;
          case 'ready':
            return <Change key={loaded.value.id} meeting={loaded.value} me={me.displayName} onSaved={reload} />;
        }
      }}
    </Frame>
  );
}

function Change({ meeting, me, onSaved }: { meeting: MeetingDetail; me: string; onSaved: () => void }) {
  const { t } = useTranslation(['home', 'invitees', 'planning']);
  const api = useApi();
  const navigate = useNavigate();
  const { planned, notInvited, roomsUnchecked } = useSearch({ from: '/meetings/$meetingId' });
  const [unchecked, setUnchecked] = useState(roomsUnchecked ?? false);
  const [deleting, setDeleting] = useState(false);
  // The time of a series is changed by its dates.
  const withTime = meeting.kind === 'planned' && !meeting.series;
  const [initial] = useState(() => draftOf(meeting, Date.now(), localTimeZone()));
  const save = useAction(async ({ title, when, durationMin, timeZone, passcode, settings, resourceIds, remindersMin, preset }: Draft) => {
    const saved = await api.changeMeeting(meeting.id, {
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      ...(withTime ? { startsAtMs: momentOf(when, timeZone), durationMin, timeZone } : {}),
      passcode,
      settings,
      ...(meeting.resources && { resourceIds }),
      // Undone, or not to be wished under the kind: then they are as the kind says.
      ...(meeting.kind === 'planned' && { remindersMin: remindersMin && preset?.remindersLocked !== true ? [...remindersMin] : null }),
      // Only when it was chosen here: somebody else may have changed it meanwhile.
      ...(preset?.id !== meeting.preset?.id && { presetId: preset?.id ?? null }),
    });
    setUnchecked(saved.uncheckedRooms !== undefined);
    document.getElementById('content')?.focus(); // to the notice above, with eyes and with the reading cursor
    onSaved();
  });
  const dateChanged = ({ uncheckedRooms }: MeetingDetail) => {
    setUnchecked(uncheckedRooms !== undefined);
    onSaved();
  };
  return (
    <>
      <Behalf meeting={meeting} />
      <div className={styles.notices}>
        {planned && !save.done && <Notice tone="good">{t('planning.planned')}</Notice>}
        {notInvited && <Notice tone="error">{t('invitees:notSaved')}</Notice>}
        {unchecked && <Notice tone="warning">{t('planning:rooms.unchecked')}</Notice>}
        {save.done && <Notice tone="good">{t('planning.saved')}</Notice>}
      </div>
      <div className={styles.columns}>
        <div>
          <MeetingForm
            initial={initial}
            withTime={withTime}
            meeting={meeting}
            onSubmit={save.run}
            error={save.error}
            actions={
              <>
                {meeting.kind !== 'personal' && (
                  <Button variant="quiet" className={styles.first} icon={<Trash2 {...icon} />} onPress={() => setDeleting(true)}>
                    {t('delete')}
                  </Button>
                )}
                <Button type="submit" variant={planned ? 'secondary' : 'primary'} isPending={save.pending}>
                  {t('planning.save')}
                </Button>
              </>
            }
          />
        </div>
        <div className={styles.beside}>
          {meeting.series && <DatesCard meeting={meeting} dates={meeting.series.dates} onChanged={dateChanged} />}
          {meeting.kind !== 'personal' && <InviteesCard meetingId={meeting.id} />}
          <Invitation meeting={meeting} me={me} first={planned ?? false} />
          {(meeting.running || meeting.lastEndedAtMs !== null) && <Attendance meetingId={meeting.id} />}
        </div>
      </div>
      {deleting && <DeleteMeeting meeting={meeting} onClose={() => setDeleting(false)} onDeleted={() => void navigate({ to: '/' })} />}
    </>
  );
}

/** How many came and how long they stayed, for a spreadsheet. */
function Attendance({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation('home');
  return (
    <Card title={t('planning.attendanceTitle')} lead={t('planning.attendanceLead')}>
      <DownloadButton href={`/api/meetings/${encodeURIComponent(meetingId)}/attendance.csv`} icon={<Download {...icon} />}>
        {t('planning.attendanceDownload')}
      </DownloadButton>
    </Card>
  );
}

function Invitation({ meeting, me, first }: { meeting: MeetingDetail; me: string; first: boolean }) {
  const { t } = useTranslation('home');
  const { locale } = useLanguage();
  return (
    <Card title={t('planning.invitationTitle')} lead={t('planning.invitationLead')}>
      <MeetingFacts meeting={meeting} />
      <CopyButton
        variant={first ? 'primary' : 'secondary'}
        text={() => invitationText(meeting, { t, inviter: me, locale, nowMs: Date.now() })}
        label={t('copyInvitation')}
      />
      <LinkButton to="/m/$meetingId" params={{ meetingId: meeting.id }} icon={<Video {...icon} />}>
        {t('join')}
      </LinkButton>
    </Card>
  );
}
