import type { Chat } from '@saal/client';
import { useTranslation } from 'react-i18next';
import accountStyles from '../../account/account.module.css';
import { useModel } from '../../app/use-model.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './settings.module.css';

/** Whom this person does not want to hear, and the way back. */
export function IgnoringCard({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const people = useModel(chat.ignoring.people);
  const { attempt, failure, clear } = useAttempt();
  return (
    <Card title={t('ignoring.title')} lead={t('ignoring.lead')}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {people.length === 0 ? (
        <p className={styles.hint}>{t('ignoring.nobody')}</p>
      ) : (
        <ul className={accountStyles.sessions} aria-label={t('ignoring.title')}>
          {people.map((person) => (
            <li key={person.userId} className={accountStyles.session}>
              <Avatar name={person.displayName} pictureUrl={person.avatarUrl} sizePx={32} />
              <div>
                <span>{person.displayName}</span>
                {person.isExternal && <small>{t('external')}</small>}
              </div>
              <Button
                size="small"
                aria-label={t('ignoring.showThis', { name: person.displayName })}
                onPress={() => attempt(chat.ignoring.set(person.userId, false))}
              >
                {t('ignoring.showAgain')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
