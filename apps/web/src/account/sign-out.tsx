import type { Me } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useApp } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useChatHolder } from '../chat/chat-holder.ts';
import { RecoveryKey } from '../chat/page/recovery-dialogs.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './account.module.css';

/** Nothing of the person stays in this browser. Who would lose what only this browser can open is told before. */
export function SignOut({
  me,
  keyNotKept = ownKeyNotKept,
  goTo = (url) => window.location.assign(url),
}: {
  me: Me;
  keyNotKept?: (personId: string) => Promise<string | undefined>;
  goTo?: (url: string) => void;
}) {
  const { t } = useTranslation('account');
  useTranslation('chat'); // there before the dialog is, which would else hide the page while it is loaded
  const api = useApi();
  const { viewer } = useApp();
  const chat = useChatHolder();
  const navigate = useNavigate();
  const [key, setKey] = useState<string>();
  const leave = useAction(async () => {
    const elsewhere = await api.signOut();
    setKey(undefined);
    await chat.forget();
    // Out of the house's sign-in, too; from there people come back to the page below.
    if (elsewhere !== undefined) return goTo(elsewhere);
    await navigate({ to: '/sign-in', search: { left: true } });
    viewer.signedOut();
  });
  const ask = useAction(async () => {
    const found = await keyNotKept(me.id);
    if (found === undefined) leave.run();
    else setKey(found);
  });
  const error = leave.error ?? ask.error;
  return (
    <>
      {error && key === undefined && <ErrorNotice error={error} />}
      <div className={styles.end}>
        <Button
          icon={<LogOut aria-hidden="true" size={20} strokeWidth={1.75} />}
          onPress={() => ask.run()}
          isPending={ask.pending || leave.pending}
        >
          {t('sessions.signOut')}
        </Button>
      </div>
      {key !== undefined && (
        <Dialog
          title={t('signOut.title')}
          isOpen
          onOpenChange={(open) => !open && setKey(undefined)}
          actions={
            <>
              <Button onPress={() => leave.run()} isDisabled={leave.pending}>
                {t('signOut.without')}
              </Button>
              <Button variant="primary" onPress={() => leave.run()} isPending={leave.pending}>
                {t('signOut.kept')}
              </Button>
            </>
          }
        >
          {leave.error && <ErrorNotice error={leave.error} />}
          <p>{t('signOut.text')}</p>
          <RecoveryKey recoveryKey={key} />
        </Dialog>
      )}
    </>
  );
}

async function ownKeyNotKept(personId: string): Promise<string | undefined> {
  const { recoveryKeyNotKept } = await import('@saal/client/forget-chat');
  return recoveryKeyNotKept(personId);
}
