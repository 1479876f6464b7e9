import type { Chat, Me } from '@saal/client';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { enterAtOnce } from '../calls/enter-call.ts';
import { WithChat } from '../chat/with-chat.tsx';
import { Frame } from '../frame/frame.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Waiting } from '../ui/spinner.tsx';
import styles from './phone-book.module.css';

/** `/chat/with/<person>`: leads into the chat with somebody, which is made if there is none, or calls them from it (`?call=`). */
export function ContactPage() {
  const { t } = useTranslation('phoneBook');
  return (
    <Frame title={t('contact.title')} width="form">
      {(me) => (
        <WithChat me={me} className={styles.alone}>
          {(chat) => <Contact chat={chat} me={me} />}
        </WithChat>
      )}
    </Frame>
  );
}

function Contact({ chat, me }: { chat: Chat; me: Me }) {
  const { t } = useTranslation('phoneBook');
  const api = useApi();
  const navigate = useNavigate();
  const { personId = '' } = useParams({ strict: false });
  const { call } = useSearch({ strict: false });
  const { run, error } = useAction(async () => {
    const roomId = await chat.direct(await api.chatUserOf(personId));
    if (call === undefined) return navigate({ to: '/chat/$roomId', params: { roomId }, replace: true });
    const { meetingId } = await api.callRoom(roomId, call);
    enterAtOnce(meetingId, { camera: call === 'video' });
    return navigate({ to: '/m/$meetingId', params: { meetingId }, replace: true });
  });
  const begun = useRef(false);
  useEffect(() => {
    // Once: a second call of the effect must not ring twice.
    if (begun.current) return;
    begun.current = true;
    run();
  }, [run]);
  if (!error) return <Waiting label={t(call === undefined ? 'contact.message' : 'contact.call')} page />;
  const back = me.external ? (
    <LinkButton to="/chat">{t('ownChat')}</LinkButton>
  ) : (
    <LinkButton to="/phone-book">{t('contact.back')}</LinkButton>
  );
  return <ErrorNotice error={error} actions={back} />;
}
