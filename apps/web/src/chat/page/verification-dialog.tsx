import type { Chat, Verification } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import styles from './chat-page.module.css';

type Answer = Parameters<Chat['answerVerification']>[0];

/** Comparing small pictures on two devices shows that nobody stands between them. */
export function VerificationDialog({ verification, answer }: { verification: Verification; answer: (answer: Answer) => void }) {
  const { t } = useTranslation('chat');
  const { phase } = verification;
  const button = (what: Answer, words: string, variant: 'primary' | 'secondary' = 'secondary') => (
    <Button variant={variant} onPress={() => answer(what)}>
      {words}
    </Button>
  );
  return (
    <Dialog
      title={t('verification.title')}
      isOpen
      onOpenChange={(open) => !open && answer('cancel')}
      actions={
        phase === 'asked' ? (
          <>
            {button('cancel', t('common:cancel'))}
            {button('accept', t('verification.accept'), 'primary')}
          </>
        ) : phase === 'compare' ? (
          <>
            {button('differ', t('verification.differ'))}
            {button('match', t('verification.match'), 'primary')}
          </>
        ) : phase === 'waiting' ? (
          button('cancel', t('common:cancel'))
        ) : (
          button('cancel', t('common:close'), 'primary')
        )
      }
    >
      {phase === 'asked' && (
        <p>{t(verification.isOwnDevice ? 'verification.askedOwn' : 'verification.asked', { name: verification.byName })}</p>
      )}
      {phase === 'waiting' && <Waiting label={t('verification.waiting')} />}
      {phase === 'compare' && (
        <>
          <p>{t('verification.compare')}</p>
          <ol className={styles.emoji}>
            {verification.emoji.map(({ symbol, name }) => (
              <li key={name}>
                <span aria-hidden="true">{symbol}</span> {name}
              </li>
            ))}
          </ol>
        </>
      )}
      {phase === 'done' && <p role="status">{t('verification.done')}</p>}
      {phase === 'cancelled' && <p role="alert">{t('verification.cancelled')}</p>}
    </Dialog>
  );
}
