import type { Devices, PublicMeeting } from '@saal/client';
import type { WireError } from '@saal/protocol';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage, useMe } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useDocumentTitle } from '../../app/use-document-title.ts';
import { PublicPage } from '../../frame/public-page.tsx';
import { clock, day, localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { DeviceDisclosure } from './device-disclosure.tsx';
import { DeviceHelp } from './device-help.tsx';
import styles from './join-page.module.css';
import { useMinute } from '../model/use-minute.ts';
import { loadWish } from './join-wish.ts';
import { Preview } from './preview.tsx';

export type JoinForm = { name: string | undefined; passcode: string | undefined };

type Props = {
  meeting: PublicMeeting;
  devices: Devices;
  /** Entering has begun and is not answered yet. */
  joining: boolean;
  /** Why the last try did not get in, when the form can mend it. */
  error: WireError | undefined;
  onJoin: (form: JoinForm) => void;
  /** Back to the registration, for somebody who has a place. */
  onRegistration?: (() => void) | undefined;
};

function When({ meeting }: { meeting: PublicMeeting }) {
  const { t } = useTranslation('join');
  const { locale } = useLanguage();
  const zone = localTimeZone();
  const nowMs = useMinute();
  const { startsAtMs, durationMin, running } = meeting;
  if (running) return <p className={styles.running}>{t('now')}</p>;
  if (startsAtMs === null) return null;
  const date = day(startsAtMs, locale, zone, nowMs);
  const from = clock(startsAtMs, locale, zone);
  return (
    <p>
      {durationMin === null
        ? t('whenOpen', { date, from })
        : t('when', { date, from, to: clock(startsAtMs + durationMin * 60_000, locale, zone) })}
    </p>
  );
}

/** Before the meeting: who invites, how one looks and sounds, one button. */
export function JoinPage({ meeting, devices, joining, error, onJoin, onRegistration }: Props) {
  const { t } = useTranslation('join');
  const me = useMe();
  const [name, setName] = useState(() => loadWish(localStorage).name);
  /** The server knows who comes: by account, or by a personal link. */
  const known = me?.displayName ?? meeting.invitedAs;
  const [passcode, setPasscode] = useState('');
  const [nameMissing, setNameMissing] = useState(false);
  const passcodeWrong = error?.code === 'passcode_wrong' || error?.code === 'meeting_or_passcode_wrong';
  const askPasscode = meeting.passcodeNeeded || passcodeWrong || error?.code === 'passcode_needed';
  useDocumentTitle(t('documentTitle', { title: meeting.title }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (joining) return;
    if (known === undefined && name.trim() === '') {
      setNameMissing(true);
      event.currentTarget.querySelector('input')?.focus();
      return;
    }
    onJoin({ name: known !== undefined ? undefined : name.trim(), passcode: passcode.trim() === '' ? undefined : passcode.trim() });
  };
  const tooOld = !('RTCPeerConnection' in window);
  return (
    <PublicPage width="wide">
      <div className={styles.join}>
        <div className={styles.info}>
          <h1>{meeting.title}</h1>
          <p>{t('invitedBy', { name: meeting.inviterName })}</p>
          <When meeting={meeting} />
          {onRegistration && (
            <div>
              <Button size="small" onPress={onRegistration}>
                {t('registered')}
              </Button>
            </div>
          )}
        </div>
        <div className={styles.preview}>
          <Preview devices={devices} name={known ?? name} />
          <DeviceHelp devices={devices} />
        </div>
        <form className={styles.form} onSubmit={submit} noValidate>
          {known !== undefined ? (
            <p>{t('as', { name: known })}</p>
          ) : (
            <TextField
              label={t('yourName')}
              description={t('yourNameHint')}
              error={(nameMissing && name.trim() === '') || error?.code === 'name_needed' ? t('nameNeeded') : undefined}
              value={name}
              onChange={setName}
              autoComplete="name"
              maxLength={80}
              isRequired
            />
          )}
          {askPasscode && (
            <TextField
              label={t('passcode')}
              description={t('passcodeHint')}
              error={passcodeWrong ? t('passcodeWrong') : error?.code === 'passcode_needed' ? t('passcodeNeeded') : undefined}
              value={passcode}
              onChange={setPasscode}
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
            />
          )}
          {tooOld && (
            <Notice tone="error" title={t('browserTooOld.what')}>
              {t('browserTooOld.do')}
            </Notice>
          )}
          {error && !askPasscode && error.code !== 'name_needed' && <ErrorNotice error={error} />}
          <Button type="submit" variant="primary" size="large" isPending={joining} isDisabled={tooOld}>
            {t('join')}
          </Button>
          <p role="status" className={styles.hint}>
            {joining ? t('joining') : t('withoutDevices')}
          </p>
        </form>
        <div className={styles.devices}>
          <DeviceDisclosure devices={devices} />
        </div>
      </div>
    </PublicPage>
  );
}
