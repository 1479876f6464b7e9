import type { Api } from '@saal/client';
import { UserCheck } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { PersonFinder } from '../planning/invitees/person-finder.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import styles from './account.module.css';

/** A name or an address, as was chosen. */
type Chosen = { name: string; who: Parameters<Api['nameDelegate']>[0] };

/** Who may plan meetings on one's behalf; withdrawn, it ends at once. */
export function DelegatesCard() {
  const { t } = useTranslation('planning');
  const api = useApi();
  const [loaded, reload] = useLoaded(useCallback(() => api.delegations(), [api]));
  const [chosen, setChosen] = useState<Chosen>();
  const [said, setSaid] = useState('');
  const add = useAction(async ({ name, who }: Chosen) => {
    setChosen(undefined);
    setSaid('');
    await api.nameDelegate(who);
    setSaid(t('delegates.added', { name }));
    reload();
  });
  const withdraw = useAction(async (id: string) => {
    setSaid('');
    await api.withdrawDelegate(id);
    reload();
  });
  const error = add.error ?? withdraw.error;
  const delegates = loaded.state === 'ready' ? loaded.value.delegates : [];
  return (
    <Card title={t('delegates.title')} lead={t('delegates.lead')}>
      {error && <ErrorNotice error={error} />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && delegates.length === 0 && <p>{t('delegates.none')}</p>}
      {delegates.length > 0 && (
        <ul className={styles.sessions} aria-label={t('delegates.title')}>
          {delegates.map(({ id, displayName }) => (
            <li key={id} className={styles.session}>
              <UserCheck aria-hidden="true" size={24} strokeWidth={1.5} />
              <span>{displayName}</span>
              <Button
                size="small"
                onPress={() => withdraw.run(id)}
                isDisabled={withdraw.pending}
                aria-label={t('delegates.withdrawThis', { name: displayName })}
              >
                {t('delegates.withdraw')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <PersonFinder
        label={t('delegates.person')}
        accountsOnly
        // An address that was typed stands for itself: the part before the @ is nobody's name.
        onFound={({ name, email, personId }) => {
          if (personId !== undefined) setChosen({ name, who: { personId } });
          else if (email !== undefined) setChosen({ name: email, who: { email } });
        }}
      />
      <p role="status">{said}</p>
      {chosen && (
        <ConfirmDialog
          title={t('delegates.addTitle', { name: chosen.name })}
          confirm={t('delegates.add')}
          isOpen
          onOpenChange={(open) => !open && setChosen(undefined)}
          onConfirm={() => add.run(chosen)}
        >
          {t('delegates.addText')}
        </ConfirmDialog>
      )}
    </Card>
  );
}
