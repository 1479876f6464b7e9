import type { Chat } from '@saal/client';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { codeOf } from '../failure-code.ts';
import styles from './chat-page.module.css';

/** The key that opens old messages on a new device, to be kept on paper. */
export function NewKeyDialog({ recoveryKey, onClose, onKept }: { recoveryKey: string; onClose: () => void; onKept: () => void }) {
  const { t } = useTranslation('chat');
  return (
    <Dialog
      title={t('encryption.keyTitle')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" onPress={onKept}>
          {t('encryption.kept')}
        </Button>
      }
    >
      <p>{t('encryption.keyText')}</p>
      <RecoveryKey recoveryKey={recoveryKey} />
    </Dialog>
  );
}

/** The key itself, and how to put it away. */
export function RecoveryKey({ recoveryKey }: { recoveryKey: string }) {
  const { t } = useTranslation('chat');
  return (
    <>
      <p className={styles.key}>{recoveryKey}</p>
      <div className={styles.answers}>
        <CopyButton text={recoveryKey} label={t('encryption.copy')} />
        <Button icon={<Printer aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => window.print()}>
          {t('encryption.print')}
        </Button>
      </div>
    </>
  );
}

/** On a further device: the key is typed or pasted. */
export function RecoveryDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { t, i18n } = useTranslation('chat');
  const [key, setKey] = useState('');
  const [pending, setPending] = useState(false);
  const [code, setCode] = useState<string>();
  const submit = () => {
    setPending(true);
    setCode(undefined);
    chat
      .useRecoveryKey(key.trim())
      .then(onClose, (error: unknown) => setCode(codeOf(error)))
      .finally(() => setPending(false));
  };
  const wrong = code === undefined ? undefined : i18n.exists(`chat:failure.${code}`) ? t(`failure.${code}`) : t('failed');
  return (
    <Dialog title={t('encryption.enterKey')} isOpen onOpenChange={(open) => !open && onClose()}>
      <Form onSubmit={submit} errors={{ key: wrong }}>
        <TextField
          label={t('encryption.key')}
          description={t('encryption.keyHint')}
          value={key}
          onChange={setKey}
          error={wrong}
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
          autoFocus
        />
        <Button type="submit" variant="primary" isPending={pending} isDisabled={key.trim() === ''}>
          {t('encryption.unlock')}
        </Button>
      </Form>
    </Dialog>
  );
}
