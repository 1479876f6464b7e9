import type { CampaignView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import { Select } from '../ui/select.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './campaigns.module.css';
import { LetterPreview } from './letter-preview.tsx';
import { messageOf, reachable, type MessageDraft, type Readers } from './message-draft.ts';

type Shown = { id: string; letters: number; html: string };

/** Written, looked at as it will arrive, then sent: nothing goes out before its number was seen. */
export function WriteMessage({
  campaign,
  chosen,
  onClose,
  onSent,
}: {
  campaign: CampaignView;
  chosen: ReadonlySet<string>;
  onClose: () => void;
  onSent: (count: number) => void;
}) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const [draft, setDraft] = useState<MessageDraft>({ readers: chosen.size > 0 ? 'chosen' : 'all', panel: false, subject: '', text: '' });
  const [faults, setFaults] = useState<{ subject?: string; text?: string }>({});
  const [shown, setShown] = useState<Shown>();
  const words = messageOf(draft, campaign, chosen);
  const preview = useAction(async () => setShown(await api.previewMessage(campaign.id, words)));
  const send = useAction(async (id: string) => {
    const { concerned } = await api.writeToCampaign(campaign.id, { ...words, id });
    onSent(concerned);
  });
  const submit = (): void => {
    const found = {
      ...(words.subject === '' && { subject: t('message.fault.subject') }),
      ...(words.text === '' && { text: t('message.fault.text') }),
    };
    setFaults(found);
    if (Object.keys(found).length === 0) preview.run();
  };
  const error = send.error ?? preview.error;
  return (
    <Dialog
      title={t(shown ? 'message.previewTitle' : 'message.write')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      wide
      actions={
        shown ? (
          <>
            <Button onPress={() => setShown(undefined)}>{t('message.change')}</Button>
            <Button variant="primary" isPending={send.pending} onPress={() => send.run(shown.id)}>
              {t('message.send', { count: shown.letters })}
            </Button>
          </>
        ) : (
          <>
            <Button slot="close">{t('common:cancel')}</Button>
            <Button variant="primary" isPending={preview.pending} onPress={submit}>
              {t('message.toPreview')}
            </Button>
          </>
        )
      }
    >
      {shown ? (
        <div className={styles.stack}>
          <p>{t('message.count', { count: shown.letters })}</p>
          <LetterPreview html={shown.html} />
          {error && <ErrorNotice error={error} />}
        </div>
      ) : (
        <Form onSubmit={submit} errors={faults}>
          <ReaderFields campaign={campaign} chosen={chosen} draft={draft} onChange={setDraft} />
          <TextField
            label={t('message.subject')}
            value={draft.subject}
            maxLength={140}
            onChange={(subject) => setDraft({ ...draft, subject })}
            error={faults.subject}
          />
          <TextArea
            label={t('message.text')}
            description={t('message.textHelp')}
            rows={8}
            maxLength={4000}
            value={draft.text}
            onChange={(text) => setDraft({ ...draft, text })}
            error={faults.text}
          />
          {error && <ErrorNotice error={error} />}
        </Form>
      )}
    </Dialog>
  );
}

function ReaderFields({
  campaign,
  chosen,
  draft,
  onChange,
}: {
  campaign: CampaignView;
  chosen: ReadonlySet<string>;
  draft: MessageDraft;
  onChange: (draft: MessageDraft) => void;
}) {
  const { t } = useTranslation('campaigns');
  const all = reachable(campaign);
  const marked = all.filter(({ id }) => chosen.has(id)).length;
  const options: { id: Readers; label: string }[] = [
    { id: 'all', label: t('message.all', { count: all.length }) },
    ...(marked > 0 ? [{ id: 'chosen' as const, label: t('message.chosen', { count: marked }) }] : []),
    ...[...Map.groupBy(all, ({ state }) => state)].map(([state, { length }]) => ({
      id: state,
      label: t('message.ofState', { state: t(`state.${state}`), count: length }),
    })),
    { id: 'panel', label: t('message.panelOnly') },
  ];
  return (
    <>
      <Select
        label={t('message.readers')}
        options={options}
        value={options.some(({ id }) => id === draft.readers) ? draft.readers : 'all'}
        onChange={(readers) => onChange({ ...draft, readers })}
      />
      {draft.readers !== 'panel' && (
        <Checkbox
          label={t('message.panelToo')}
          description={t('message.panelHint')}
          isSelected={draft.panel}
          onChange={(panel) => onChange({ ...draft, panel })}
        />
      )}
    </>
  );
}
