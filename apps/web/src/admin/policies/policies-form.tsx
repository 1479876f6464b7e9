import type { ChangePolicies, PoliciesView } from '@saal/client';
import { policyNames, type HousePolicies, type PolicyName } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { choicesOf, groups, valueOf, wordsOf } from './policy-choices.ts';
import styles from './policies.module.css';

/** All policies in one form, sent together; those the operator has set stand there as they are. */
export function PoliciesForm({ loaded }: { loaded: PoliciesView }) {
  const { t } = useTranslation('policies');
  const api = useApi();
  const [view, setView] = useState(loaded);
  const [draft, setDraft] = useState<HousePolicies>(loaded.policies);
  const changed = policyNames.filter((name) => draft[name] !== view.policies[name]);
  const save = useAction(async () => {
    const changes: ChangePolicies = Object.fromEntries(changed.map((name) => [name, draft[name]]));
    const now = await api.changePolicies(changes);
    setView(now);
    setDraft(now.policies);
  });
  const choose = (name: PolicyName, choice: string): void => {
    save.clear();
    setDraft((before) => ({ ...before, [name]: valueOf(name, choice) }));
  };
  return (
    <Form onSubmit={() => changed.length > 0 && save.run()} className={styles.form} aria-label={t('title')}>
      {groups.map(({ id, names }) => (
        <section key={id} aria-labelledby={`policies-${id}`} className={styles.group}>
          <h2 id={`policies-${id}`}>{t(`groups.${id}`)}</h2>
          {id === 'accounts' && !view.hasExternals && <Notice live={false}>{t('noExternals')}</Notice>}
          {names.map((name) => {
            const isFixed = view.fixed.includes(name);
            const hint = t(`hints.${name}`);
            return (
              <Select
                key={name}
                label={t(`names.${name}`)}
                description={isFixed ? `${t('fixed')} ${hint}` : hint}
                options={choicesOf(name, draft[name]).map((choice) => ({
                  id: choice,
                  label: wordsOf(t, name, choice),
                  ...(choice === String(view.defaults[name]) && { description: t('default') }),
                }))}
                value={String(draft[name])}
                onChange={(choice) => choose(name, choice)}
                isDisabled={isFixed || save.pending}
              />
            );
          })}
        </section>
      ))}
      {changed.includes('externals') && draft.externals === 'refused' && <Notice>{t('warnings.externals')}</Notice>}
      {changed.includes('guests') && draft.guests !== 'everybody' && <Notice>{t('warnings.guests')}</Notice>}
      {save.error && <ErrorNotice error={save.error} />}
      {save.done && <Notice>{t('saved')}</Notice>}
      <div className={styles.actions}>
        <Button type="submit" variant="primary" isDisabled={changed.length === 0} isPending={save.pending}>
          {t('save')}
        </Button>
      </div>
    </Form>
  );
}
