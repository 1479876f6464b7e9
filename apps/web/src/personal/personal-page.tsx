import type { PersonalInvitation } from '@saal/client';
import type { InviteeAnswer } from '@saal/protocol';
import { useNavigate } from '@tanstack/react-router';
import { CalendarPlus, Check, CircleHelp, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useDocumentTitle } from '../app/use-document-title.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useNow } from '../app/use-now.ts';
import { BrokenLink } from '../entry/broken-link.tsx';
import { MessagePage } from '../frame/message-page.tsx';
import { PublicPage } from '../frame/public-page.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { AnotherTime } from './another-time.tsx';
import { calendarFile, calendarFileName } from './calendar-file.ts';
import { saveFile } from './save-file.ts';
import styles from './personal.module.css';
import { Times } from './times.tsx';
import { useSecret } from './use-secret.ts';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
const answers = [
  ['accepted', Check],
  ['tentative', CircleHelp],
  ['declined', X],
] as const;

/** `/i/#<secret>`: what somebody without an account is invited to, and the way in. */
export function PersonalPage() {
  const { t } = useTranslation('personal');
  const secret = useSecret();
  useDocumentTitle(t('documentTitle'));
  return secret === '' ? <MessagePage title={t('incomplete.title')}>{t('incomplete.text')}</MessagePage> : <Opened secret={secret} />;
}

function Opened({ secret }: { secret: string }) {
  const api = useApi();
  const [loaded] = useLoaded(useCallback(() => api.openPersonalLink(secret), [api, secret]));
  switch (loaded.state) {
    case 'loading':
      return <Waiting page />;
    case 'failed':
      return <BrokenLink error={loaded.error} askAgain="" />;
    case 'ready':
      return <Invitation secret={secret} first={loaded.value} />;
  }
}

function Invitation({ secret, first }: { secret: string; first: PersonalInvitation }) {
  const { t } = useTranslation('personal');
  const api = useApi();
  const me = useMe();
  const { locale } = useLanguage();
  const [invitation, setInvitation] = useState(first);
  const answer = useAction(async (given: InviteeAnswer) => setInvitation(await api.answerPersonalLink(secret, given)));
  const address = `${window.location.origin}/i/#${secret}`;
  const save = () => saveFile(calendarFileName(invitation), calendarFile(invitation, { url: address, locale, nowMs: Date.now() }));
  return (
    <PublicPage width="medium">
      <div className={styles.page}>
        <div className={styles.head}>
          <p className={styles.greeting}>{t('greeting', { name: invitation.name })}</p>
          <h1>{invitation.title}</h1>
          <p>{t('invitedBy', { name: invitation.inviterName })}</p>
          <Times invitation={invitation} />
        </div>
        {me && <Notice live={false}>{t('signedIn', { me: me.displayName, name: invitation.name })}</Notice>}
        <Enter secret={secret} invitation={invitation} />
        <section className={styles.part} aria-labelledby="answer">
          <h2 id="answer">{t('answerTitle')}</h2>
          <div className={styles.buttons} role="group" aria-labelledby="answer">
            {answers.map(([id, Icon]) => (
              <Button
                key={id}
                icon={<Icon {...icon} />}
                aria-pressed={invitation.answer === id}
                onPress={() => answer.run(id)}
                className={styles.answer}
              >
                {t(`answer.${id}`)}
              </Button>
            ))}
          </div>
          <p role="status" className={styles.hint}>
            {invitation.answer === null ? t('answered.none') : t(`answered.${invitation.answer}`)}
          </p>
          {answer.error && <ErrorNotice error={answer.error} />}
          {invitation.startsAtMs !== null && (
            <div>
              <Button icon={<CalendarPlus {...icon} />} onPress={save}>
                {t('toCalendar')}
              </Button>
            </div>
          )}
        </section>
        {invitation.mayMove && <AnotherTime secret={secret} onMoved={setInvitation} />}
        <section className={styles.part} aria-labelledby="how">
          <h2 id="how">{t('howTitle')}</h2>
          <ol className={styles.steps}>
            <li>{t('how.browser')}</li>
            <li>{t('how.test')}</li>
            <li>{t('how.enter')}</li>
          </ol>
          <p className={styles.hint}>{t('onlyYours')}</p>
        </section>
      </div>
    </PublicPage>
  );
}

/** People come so early; before, the button would lead to an empty room. */
const EARLY_MS = 30 * 60_000;

function Enter({ secret, invitation }: { secret: string; invitation: PersonalInvitation }) {
  const { t } = useTranslation('personal');
  const api = useApi();
  const me = useMe();
  const navigate = useNavigate();
  const nowMs = useNow();
  const enter = useAction(async (takeOver: boolean) => {
    if (!me) await api.guest();
    const meetingId = await api.enterPersonalLink(secret, takeOver);
    await navigate({ to: '/m/$meetingId', params: { meetingId } });
  });
  const inUse = enter.error?.code === 'personal_link_in_use';
  const isTime = invitation.running || invitation.startsAtMs === null || invitation.startsAtMs - nowMs < EARLY_MS;
  return (
    <div className={styles.part}>
      <div className={styles.buttons}>
        <Button variant={isTime ? 'primary' : 'secondary'} size="large" isPending={enter.pending} onPress={() => enter.run(false)}>
          {isTime ? t('enter') : t('testDevices')}
        </Button>
      </div>
      <p className={styles.hint}>{isTime ? t('enterHint') : t('testHint')}</p>
      {inUse && (
        <Notice tone="warning" title={t('inUse.title')} actions={<Button onPress={() => enter.run(true)}>{t('inUse.here')}</Button>}>
          {t('inUse.text')}
        </Notice>
      )}
      {enter.error && !inUse && <ErrorNotice error={enter.error} />}
    </div>
  );
}
