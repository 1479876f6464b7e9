import type { DirectoryRunView } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { grouped } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What a reading would do, and the way to let it. */
export function WaitingRun({ run, onDone }: { run: DirectoryRunView; onDone: () => void }) {
  const { t } = useTranslation('directory');
  const { locale } = useLanguage();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const confirm = useAction(async () => {
    await api.confirmDirectoryRun(run.id).finally(() => setAsking(false));
    onDone();
  });
  const counts = Object.fromEntries(
    (['added', 'changed', 'disabled', 'enabled'] as const).map((what) => [what, grouped(run[what], locale)]),
  );
  const { teams } = run;
  const ofTeams =
    teams &&
    t('waiting.teams', {
      ...{ added: grouped(teams.added, locale), ended: grouped(teams.ended, locale) },
      ...{ joined: grouped(teams.joined, locale), left: grouped(teams.left, locale) },
    });
  const text = [t('waiting.text', counts), ofTeams].filter((part) => part !== undefined).join(' ');
  return (
    <>
      <Notice
        tone="warning"
        live={false}
        title={t('waiting.title')}
        actions={<Button onPress={() => setAsking(true)}>{t('waiting.confirm')}</Button>}
      >
        <p>{text}</p>
        <p>{t('waiting.why')}</p>
      </Notice>
      {confirm.error && <ErrorNotice error={confirm.error} onClose={confirm.clear} />}
      <ConfirmDialog
        title={t('waiting.askTitle')}
        confirm={t('waiting.do')}
        danger={run.disabled > 0}
        isOpen={asking}
        onOpenChange={setAsking}
        isPending={confirm.pending}
        onConfirm={confirm.run}
      >
        <p>{text}</p>
        <p>{t('waiting.askText')}</p>
      </ConfirmDialog>
    </>
  );
}
