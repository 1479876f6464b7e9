import type { Chat, Me } from '@saal/client';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../app/use-model.ts';
import { Button } from '../ui/button.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { ChatFailure } from './chat-failure.tsx';
import { useChatHolder } from './chat-holder.ts';

interface Props {
  me: Me;
  /** Around what is said when chat cannot be opened. */
  className: string | undefined;
  children: (chat: Chat) => ReactNode;
}

/** What needs chat: opens it, and shows that it is being opened or why it cannot be. */
export function WithChat({ me, className, children }: Props) {
  const { t } = useTranslation('chat');
  const holder = useChatHolder();
  const held = useModel(holder);
  useEffect(() => holder.open(me.id), [holder, me.id]);
  if (held.phase === 'failed')
    return (
      <div className={className}>
        <ChatFailure failure={held.code} />
        <Button onPress={() => holder.open(me.id)}>{t('common:retry')}</Button>
      </div>
    );
  if (held.phase !== 'ready') return <Waiting label={t('page.opening')} page />;
  return children(held.chat);
}
