import type { PresetView } from '@saal/client';
import { ArrowDown, ArrowUp, LayoutList, Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useLanguage } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from '../admin.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

export interface PresetListProps {
  presets: readonly PresetView[];
  onOpen: (preset: PresetView | 'new') => void;
  onChanged: () => void;
}

/** The kinds in the order in which they are offered; moved, changed and removed line by line. */
export function PresetList({ presets, onOpen, onChanged }: PresetListProps) {
  const { t } = useTranslation('planning');
  const { language } = useLanguage();
  const api = useApi();
  const [asked, setAsked] = useState<PresetView>();
  const [said, setSaid] = useState('');
  const moved = useRef<string>(undefined);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // At the end of its way the button that was pressed is disabled and loses the focus: on to what can still be done there.
    const active = document.activeElement;
    const isLost = active === document.body || (active instanceof HTMLButtonElement && active.disabled);
    if (moved.current !== undefined && isLost)
      list.current?.querySelector<HTMLElement>(`[data-preset="${moved.current}"] button:not([disabled])`)?.focus();
    moved.current = undefined;
  }, [presets]);
  const move = useAction(async (from: number, to: number) => {
    const ids = presets.map(({ id }) => id);
    const [id] = ids.splice(from, 1);
    if (id === undefined) return;
    ids.splice(to, 0, id);
    await api.orderPresets(ids);
    moved.current = id;
    setSaid(t('presets.moved', { name: presets[from]?.name[language] ?? '', place: to + 1 }));
    onChanged();
  });
  const withdraw = useAction(async ({ id }: PresetView) => {
    await api.withdrawPreset(id);
    setAsked(undefined);
    onChanged();
  });
  const error = move.error ?? withdraw.error;
  return (
    <div className={styles.list}>
      <p className={styles.lead}>{t('presets.lead')}</p>
      <div>
        <Button icon={<Plus {...icon} />} onPress={() => onOpen('new')}>
          {t('presets.add')}
        </Button>
      </div>
      {error && <ErrorNotice error={error} />}
      <VisuallyHidden live>{said}</VisuallyHidden>
      {presets.length === 0 ? (
        <EmptyState icon={<LayoutList aria-hidden="true" size={40} strokeWidth={1.25} />} title={t('presets.none')}>
          {t('presets.noneText')}
        </EmptyState>
      ) : (
        <ul ref={list} className={styles.rows} aria-label={t('presets.list')}>
          {presets.map((preset, index) => {
            const name = preset.name[language];
            return (
              <li key={preset.id} data-preset={preset.id} className={styles.row}>
                <div>
                  <h2 className={styles.rowTitle}>{name}</h2>
                  <p className={styles.rowSub}>
                    {[
                      t('presets.locked', { count: preset.locked.length }),
                      preset.retentionDays === null ? t('presets.kept') : t('presets.deleted', { count: preset.retentionDays }),
                    ].join(' · ')}
                  </p>
                </div>
                <div className={styles.rowActions}>
                  <IconButton
                    label={t('presets.up', { name })}
                    icon={<ArrowUp {...icon} />}
                    isDisabled={index === 0}
                    onPress={() => move.run(index, index - 1)}
                  />
                  <IconButton
                    label={t('presets.down', { name })}
                    icon={<ArrowDown {...icon} />}
                    isDisabled={index === presets.length - 1}
                    onPress={() => move.run(index, index + 1)}
                  />
                  <IconButton label={t('presets.change', { name })} icon={<Pencil {...icon} />} onPress={() => onOpen(preset)} />
                  <IconButton label={t('presets.withdraw', { name })} icon={<Trash2 {...icon} />} onPress={() => setAsked(preset)} />
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {asked && (
        <ConfirmDialog
          title={t('presets.withdrawTitle')}
          isOpen
          onOpenChange={(isOpen) => !isOpen && setAsked(undefined)}
          confirm={t('presets.withdrawConfirm')}
          danger
          isPending={withdraw.pending}
          onConfirm={() => withdraw.run(asked)}
        >
          {t('presets.withdrawText', { name: asked.name[language] })}
        </ConfirmDialog>
      )}
    </div>
  );
}
