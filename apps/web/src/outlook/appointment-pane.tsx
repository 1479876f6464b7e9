import type { OutlookApi, OutlookMeeting } from '@saal/client';
import type { MeetingSettings } from '@saal/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { localTimeZone, spacedNumber } from '../i18n/format.ts';
import { SettingsFields } from '../planning/settings-fields.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/spinner.tsx';
import { useAddedMeeting } from './added-meeting.ts';
import type { OpenAppointment } from './office.ts';
import styles from './outlook.module.css';

export interface AppointmentPaneProps {
  api: OutlookApi;
  token: string;
  appointment: OpenAppointment;
  onSignedOut: () => void;
}

/** Adds a meeting to the appointment, follows when it moves, and takes it out again. */
export function AppointmentPane({ api, token, appointment, onSignedOut }: AppointmentPaneProps) {
  const { t } = useTranslation('outlook');
  const added = useAddedMeeting({ api, token, appointment });
  const [loaded, reload] = useLoaded(added.load);
  const [changed, setChanged] = useState<{ meeting: OutlookMeeting | undefined }>();
  const words = { join: t('text.join'), number: t('text.number'), passcode: t('text.passcode') };
  const add = useAction(async () => setChanged({ meeting: await added.add(t('untitled'), localTimeZone(), words) }));
  const remove = useAction(async (meeting: OutlookMeeting) => {
    await added.remove(meeting);
    setChanged({ meeting: undefined });
  });
  const follow = useAction(async (meeting: OutlookMeeting) => setChanged({ meeting: await added.follow(meeting) }));
  const save = useAction(async (meeting: OutlookMeeting, settings: MeetingSettings) =>
    setChanged({ meeting: await api.change(token, meeting.id, { settings }) }),
  );
  const meeting = changed ? changed.meeting : loaded.state === 'ready' ? loaded.value : undefined;
  const { run } = follow;
  const [heard, setHeard] = useState(0);
  useEffect(() => appointment.onTimeChanged(() => setHeard((count) => count + 1)), [appointment]);
  useEffect(() => {
    if (heard > 0 && meeting) run(meeting);
    // Once for each change that Outlook tells of.
  }, [heard]); // eslint-disable-line react-hooks/exhaustive-deps
  const error = add.error ?? remove.error ?? follow.error ?? save.error ?? (loaded.state === 'failed' ? loaded.error : undefined);
  if (error?.code === 'not_signed_in')
    return (
      <Notice tone="warning" actions={<Button onPress={onSignedOut}>{t('connectAgain')}</Button>}>
        {t('ended')}
      </Notice>
    );
  return (
    <>
      {error && <ErrorNotice error={error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'loading' && !changed && <Skeleton height="3.5rem" />}
      {meeting ? (
        <Added
          meeting={meeting}
          isSaving={save.pending}
          onSave={(settings) => save.run(meeting, settings)}
          actions={
            <>
              <Button onPress={() => follow.run(meeting)} isPending={follow.pending}>
                {t('follow')}
              </Button>
              <Button onPress={() => remove.run(meeting)} isPending={remove.pending}>
                {t('remove')}
              </Button>
            </>
          }
        />
      ) : (
        loaded.state !== 'loading' && (
          <>
            <p>{t('lead')}</p>
            <Button variant="primary" onPress={() => add.run()} isPending={add.pending}>
              {t('add')}
            </Button>
          </>
        )
      )}
      <div aria-live="polite">
        {follow.done && <p>{t('followed')}</p>}
        {save.done && <p>{t('common:saved')}</p>}
      </div>
    </>
  );
}

function Added({
  meeting,
  isSaving,
  onSave,
  actions,
}: {
  meeting: OutlookMeeting;
  isSaving: boolean;
  onSave: (settings: MeetingSettings) => void;
  actions: React.ReactNode;
}) {
  const { t } = useTranslation('outlook');
  useTranslation('home'); // the words of the settings
  const [settings, setSettings] = useState(meeting.settings);
  const save = useCallback(() => onSave(settings), [onSave, settings]);
  return (
    <>
      <p>{t('added')}</p>
      <dl className={styles.facts}>
        <dt>{t('text.join')}</dt>
        <dd>
          <a href={meeting.url} target="_blank" rel="noopener noreferrer">
            {meeting.url}
          </a>
        </dd>
        <dt>{t('text.number')}</dt>
        <dd>{spacedNumber(meeting.number)}</dd>
        <dt>{t('text.passcode')}</dt>
        <dd>{meeting.passcode}</dd>
      </dl>
      <div className={styles.row}>
        <CopyButton text={meeting.url} label={t('copy')} size="small" />
        {actions}
      </div>
      <Disclosure title={t('settings')}>
        <div className={styles.settings}>
          <SettingsFields value={settings} onChange={setSettings} />
          <Button onPress={save} isPending={isSaving}>
            {t('common:save')}
          </Button>
        </div>
      </Disclosure>
    </>
  );
}
