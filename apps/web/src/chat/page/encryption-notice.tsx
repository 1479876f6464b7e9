import type { Chat } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useAttempt } from '../use-attempt.ts';
import { NewKeyDialog, RecoveryDialog } from './recovery-dialogs.tsx';
import { VerificationDialog } from './verification-dialog.tsx';

/** What a person must know or do so that encrypted chats can be read on this device. Nothing while all is well. */
export function EncryptionNotice({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const state = useModel(chat.encryption);
  const verification = useModel(chat.verification);
  const [shown, setShown] = useState<'key' | 'recover' | 'reset'>();
  const { attempt, failure, clear } = useAttempt();
  const close = () => setShown(undefined);
  return (
    <>
      {state.phase === 'recovery-key-new' && (
        <Notice
          tone="warning"
          title={t('encryption.newTitle')}
          live={false}
          actions={
            <Button size="small" onPress={() => setShown('key')}>
              {t('encryption.showKey')}
            </Button>
          }
        >
          {t('encryption.newText')}
        </Notice>
      )}
      {state.phase === 'unverified' && (
        <Notice
          tone="warning"
          title={t('encryption.unverifiedTitle')}
          live={false}
          actions={
            <>
              {state.canAskOtherDevice && (
                <Button size="small" variant="primary" onPress={() => attempt(chat.startVerification())}>
                  {t('encryption.compare')}
                </Button>
              )}
              <Button size="small" onPress={() => setShown('recover')}>
                {t('encryption.enterKey')}
              </Button>
              <Button size="small" variant="quiet" onPress={() => setShown('reset')}>
                {t('encryption.neither')}
              </Button>
            </>
          }
        >
          {t('encryption.unverifiedText')}
        </Notice>
      )}
      {state.phase === 'failed' && (
        <Notice tone="error" code={state.code} live={false}>
          {t('encryption.failed')}
        </Notice>
      )}
      {failure !== undefined && (
        <Notice tone="error" code={failure} onClose={clear}>
          {t('failed')}
        </Notice>
      )}
      {shown === 'key' && state.phase === 'recovery-key-new' && (
        <NewKeyDialog
          recoveryKey={state.recoveryKey}
          onClose={close}
          onKept={() => {
            chat.recoveryKeyKept();
            close();
          }}
        />
      )}
      {shown === 'recover' && <RecoveryDialog chat={chat} onClose={close} />}
      <ConfirmDialog
        title={t('encryption.resetTitle')}
        confirm={t('encryption.reset')}
        danger
        isOpen={shown === 'reset'}
        onOpenChange={(open) => !open && close()}
        onConfirm={() => {
          attempt(chat.resetEncryption());
          close();
        }}
      >
        <p>{t('encryption.resetText')}</p>
      </ConfirmDialog>
      {verification && <VerificationDialog verification={verification} answer={(answer) => attempt(chat.answerVerification(answer))} />}
    </>
  );
}
