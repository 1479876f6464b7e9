import type { PersonView } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';

export interface PersonChange {
  person: PersonView;
  to: { disabled: boolean };
}

/** Asks before an account is changed, and says what it means for the person. */
export function ChangePerson({
  change: { person, to },
  onClose,
  onChanged,
}: {
  change: PersonChange;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { t } = useTranslation('people');
  const api = useApi();
  const act = useAction(async () => {
    await api.changePerson(person.id, to);
    onChanged();
  });
  const name = person.displayName;
  const words = to.disabled
    ? { title: t('disableTitle'), text: t('disableText', { name }), confirm: t('disable'), danger: true }
    : { title: t('enableTitle'), text: t('enableText', { name }), confirm: t('enable'), danger: false };
  return (
    <ConfirmDialog
      title={words.title}
      confirm={words.confirm}
      danger={words.danger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      onConfirm={act.run}
      isPending={act.pending}
    >
      <p>{words.text}</p>
      {act.error && <ErrorNotice error={act.error} />}
    </ConfirmDialog>
  );
}
