import type { PersonView } from '@saal/client';
import { UserPlus, Users } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useConfig } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { SearchField } from '../ui/text-field.tsx';
import { ChangePerson, type PersonChange } from './change-person.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { PendingInvitations } from './pending-invitations.tsx';
import styles from './people.module.css';
import { PersonRow } from './person-row.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { useSettled } from './use-settled.ts';

/** `/people`, for administrators: who has an account, inviting others, giving and taking the administrator's role, disabling. */
export function PeoplePage() {
  const { t } = useTranslation('people');
  const { productName } = useConfig();
  const [inviting, setInviting] = useState(false);
  const [round, setRound] = useState(0);
  return (
    <Frame
      title={t('title')}
      sub={t('sub', { product: productName })}
      administrators
      actions={
        <Button variant="primary" icon={<UserPlus aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => setInviting(true)}>
          {t('invite')}
        </Button>
      }
    >
      {(me) => (
        <div className={styles.sections}>
          <People ownId={me.id} />
          <PendingInvitations round={round} />
          {inviting && <InviteDialog onClose={() => setInviting(false)} onInvited={() => setRound((last) => last + 1)} />}
        </div>
      )}
    </Frame>
  );
}

function People({ ownId }: { ownId: string }) {
  const { t } = useTranslation('people');
  const api = useApi();
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim(), 250);
  const [change, setChange] = useState<PersonChange>();
  const [resetting, setResetting] = useState<PersonView>();
  const [loaded, reload] = useLoaded(useCallback(() => api.people(settled), [api, settled]));
  const people: readonly PersonView[] = loaded.state === 'ready' ? loaded.value.people : [];
  return (
    <section aria-label={t('list')}>
      <div className={styles.tools}>
        <SearchField label={t('search')} value={search} onChange={setSearch} className={styles.search} />
        <p role="status" className={styles.count}>
          {loaded.state === 'ready' && t('count', { count: people.length })}
        </p>
      </div>
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />}
      {loaded.state === 'ready' && people.length === 0 && (
        <div className={styles.empty}>
          <EmptyState icon={<Users aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('none')}>
            {t('noneText')}
          </EmptyState>
        </div>
      )}
      {people.length > 0 && (
        <ul className={styles.rows}>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} self={person.id === ownId} onChange={setChange} onReset={setResetting} />
          ))}
        </ul>
      )}
      {loaded.state === 'ready' && loaded.value.more && <Notice live={false}>{t('more')}</Notice>}
      {resetting && <ResetDialog person={resetting} onClose={() => setResetting(undefined)} />}
      {change && (
        <ChangePerson
          change={change}
          onClose={() => setChange(undefined)}
          onChanged={() => {
            setChange(undefined);
            reload();
          }}
        />
      )}
    </section>
  );
}
