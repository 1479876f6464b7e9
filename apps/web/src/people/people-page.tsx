import type { Me, PeopleFilter, PersonView } from '@saal/client';
import { UserPlus, Users } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useConfig, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { Frame } from '../frame/frame.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Select } from '../ui/select.tsx';
import { Waiting } from '../ui/spinner.tsx';
import { SearchField } from '../ui/text-field.tsx';
import { ChangePerson, type PersonChange } from './change-person.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { PendingInvitations } from './pending-invitations.tsx';
import styles from './people.module.css';
import { PersonRow } from './person-row.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { RolesDialog } from './roles-dialog.tsx';
import { ResetFactorsDialog } from '../security/reset-factors-dialog.tsx';
import { useSettled } from './use-settled.ts';

const filters: readonly PeopleFilter[] = ['all', 'roles', 'disabled', 'local', 'directory', 'provider', 'no-factor'];

/** `/people`, for those who may see all accounts: who has one; inviting, giving roles and disabling as far as their rights reach. */
export function PeoplePage() {
  const { t } = useTranslation('people');
  const { productName } = useConfig();
  const [inviting, setInviting] = useState(false);
  const [round, setRound] = useState(0);
  return (
    <Frame
      title={t('title')}
      sub={t('sub', { product: productName })}
      right="people.read"
      actions={<InviteButton onPress={() => setInviting(true)} />}
    >
      {(me) => (
        <div className={styles.sections}>
          <People me={me} />
          {me.rights.includes('people.invite') && <PendingInvitations round={round} />}
          {inviting && <InviteDialog onClose={() => setInviting(false)} onInvited={() => setRound((last) => last + 1)} />}
        </div>
      )}
    </Frame>
  );
}

function InviteButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation('people');
  if (useMe()?.rights.includes('people.invite') !== true) return null;
  return (
    <Button variant="primary" icon={<UserPlus aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={onPress}>
      {t('invite')}
    </Button>
  );
}

function People({ me }: { me: Me }) {
  const { t } = useTranslation('people');
  const api = useApi();
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim(), 250);
  const [change, setChange] = useState<PersonChange>();
  const [resettingFactors, setResettingFactors] = useState<PersonView>();
  const [resetting, setResetting] = useState<PersonView>();
  const [filter, setFilter] = useState<PeopleFilter>('all');
  const [roles, setRoles] = useState<PersonView>();
  const [further, setFurther] = useState<{ people: PersonView[]; more: boolean }>();
  const load = useCallback(async () => {
    const page = await api.people(settled, filter);
    setFurther(undefined);
    return page;
  }, [api, settled, filter]);
  const [loaded, reload] = useLoaded(load);
  const people: readonly PersonView[] = loaded.state === 'ready' ? [...loaded.value.people, ...(further?.people ?? [])] : [];
  const more = loaded.state === 'ready' && (further ?? loaded.value).more;
  const goOn = useAction(async () => {
    const page = await api.people(settled, filter, people.at(-1)?.id);
    setFurther((before) => ({ people: [...(before?.people ?? []), ...page.people], more: page.more }));
  });
  return (
    <section aria-label={t('list')}>
      <div className={styles.tools}>
        <SearchField label={t('search')} value={search} onChange={setSearch} className={styles.search} />
        <Select
          label={t('filter')}
          options={filters.map((id) => ({ id, label: t(`filters.${id}`) }))}
          value={filter}
          onChange={setFilter}
          className={styles.filter}
        />
        <p role="status" className={styles.count}>
          {loaded.state === 'ready' && t('count', { count: loaded.value.total })}
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
            <PersonRow
              key={person.id}
              person={person}
              me={me}
              onChange={setChange}
              onRoles={setRoles}
              onReset={setResetting}
              onResetFactors={setResettingFactors}
            />
          ))}
        </ul>
      )}
      {goOn.error && <ErrorNotice error={goOn.error} />}
      {more && (
        <div className={styles.further}>
          <Button onPress={goOn.run} isPending={goOn.pending}>
            {t('more')}
          </Button>
        </div>
      )}
      {roles && (
        <RolesDialog
          person={roles}
          onClose={() => setRoles(undefined)}
          onChanged={() => {
            setRoles(undefined);
            reload();
          }}
        />
      )}
      {resetting && <ResetDialog person={resetting} onClose={() => setResetting(undefined)} />}
      {resettingFactors && <ResetFactorsDialog person={resettingFactors} onClose={() => setResettingFactors(undefined)} />}
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
