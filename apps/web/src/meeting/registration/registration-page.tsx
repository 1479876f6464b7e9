import type { PublicMeeting, RegistrationView } from '@saal/client';
import type { WireError } from '@saal/protocol';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage, useMe } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useDocumentTitle } from '../../app/use-document-title.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { PublicPage } from '../../frame/public-page.tsx';
import { clock, day, localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { loadWish, storeWish } from '../join/join-wish.ts';
import { useMinute } from '../model/use-minute.ts';
import { PersonalLink } from './personal-link.tsx';
import { RegistrationForm } from './registration-form.tsx';
import styles from './registration-page.module.css';

type Props = {
  meeting: PublicMeeting;
  /** Why a personal link did not open its place. */
  linkError?: WireError | undefined;
  /** This person or browser has a place: on to the meeting. */
  onEnter: () => void;
};

/** The link of a meeting that asks for registration, before one has a place: register, wait for a place, or go on. */
export default function RegistrationPage({ meeting, linkError, onEnter }: Props) {
  const { t } = useTranslation('registration');
  const api = useApi();
  const me = useMe();
  const [loaded, reload] = useLoaded(useCallback(() => api.registration(meeting.id), [api, meeting.id]));
  const [answered, setAnswered] = useState<RegistrationView>();
  const register = useAction(async (name: string) => {
    if (!me) await api.guest();
    setAnswered(await api.register(meeting.id, me ? {} : { name }));
    // Whoever registered need not type the name again at the door.
    if (!me) storeWish(localStorage, { ...loadWish(localStorage), name });
  });
  const withdraw = useAction(async () => setAnswered(await api.withdrawRegistration(meeting.id)));
  useDocumentTitle(t('documentTitle', { title: meeting.title }));
  const registration = answered ?? (loaded.state === 'ready' ? loaded.value : undefined);
  const error = register.error ?? withdraw.error;
  return (
    <PublicPage>
      <div className={styles.page}>
        <div className={styles.head}>
          <h1>{meeting.title}</h1>
          <p>{t('invitedBy', { name: meeting.inviterName })}</p>
          <When meeting={meeting} />
        </div>
        {error && <ErrorNotice error={error} />}
        {linkError && !answered && (
          <Notice tone="warning" title={t('link.invalidTitle')}>
            {linkError.code === 'link_invalid' ? t('link.invalid') : t(`error:${linkError.code}`)}
          </Notice>
        )}
        {loaded.state === 'failed' && !registration && (
          <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />
        )}
        {loaded.state === 'loading' && !registration && <Waiting />}
        {registration && (
          <Now
            registration={registration}
            withdrawn={withdraw.done}
            registering={register.pending}
            withdrawing={withdraw.pending}
            onRegister={register.run}
            onWithdraw={withdraw.run}
            onEnter={onEnter}
          />
        )}
      </div>
    </PublicPage>
  );
}

type NowProps = {
  registration: RegistrationView;
  withdrawn: boolean;
  registering: boolean;
  withdrawing: boolean;
  onRegister: (name: string) => void;
  onWithdraw: () => void;
  onEnter: () => void;
};

function Now({ registration, withdrawn, registering, withdrawing, onRegister, onWithdraw, onEnter }: NowProps) {
  const { t } = useTranslation('registration');
  const me = useMe();
  const { mine, state } = registration;
  const withdraw = (
    <Button onPress={onWithdraw} isPending={withdrawing}>
      {t('withdraw')}
    </Button>
  );
  const renew = state === 'open' && mine ? () => onRegister(mine.name) : undefined;
  const personal = !me && <PersonalLink link={registration.link} pending={registering} onRenew={renew} />;
  if (mine?.state === 'registered') {
    return (
      <>
        <Notice tone="good" title={t('registeredTitle')}>
          {me ? t('registeredAccount') : t('registered')}
        </Notice>
        {personal}
        <div className={styles.actions}>
          <Button variant="primary" onPress={onEnter}>
            {t('enter')}
          </Button>
          {withdraw}
        </div>
      </>
    );
  }
  if (mine?.state === 'waiting') {
    return (
      <>
        <Notice tone="info" title={t('waitingTitle')}>
          {t('waitingText', { place: mine.place })}
        </Notice>
        {personal}
        <div className={styles.actions}>{withdraw}</div>
      </>
    );
  }
  if (state !== 'open') {
    return (
      <Notice tone="info" title={t('closedTitle')}>
        {t('closed')}
      </Notice>
    );
  }
  return (
    <>
      {withdrawn && <p role="status">{t('withdrawn')}</p>}
      <RegistrationForm registration={registration} name={loadWish(localStorage).name} pending={registering} onRegister={onRegister} />
    </>
  );
}

function When({ meeting }: { meeting: PublicMeeting }) {
  const { t } = useTranslation('registration');
  const { locale } = useLanguage();
  const nowMs = useMinute();
  const zone = localTimeZone();
  const { startsAtMs, durationMin } = meeting;
  if (startsAtMs === null) return null;
  const date = day(startsAtMs, locale, zone, nowMs);
  const from = clock(startsAtMs, locale, zone);
  if (durationMin === null) return <p>{t('whenOpen', { date, from })}</p>;
  return <p>{t('when', { date, from, to: clock(startsAtMs + durationMin * 60_000, locale, zone) })}</p>;
}
