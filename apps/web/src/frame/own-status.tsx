import type { OwnStatus } from '@saal/client';
import { ChevronUp } from 'lucide-react';
import { Suspense, useCallback, useState } from 'react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { StateDot } from '../chat/presence-dot.tsx';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../ui/menu.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './frame.module.css';

const states = ['available', 'busy', 'dnd', 'invisible'] as const;
const ends = ['none', 'half-hour', 'hour', 'today'] as const;
type End = (typeof ends)[number];

/** One's own status, where one's picture is: what colleagues are told. Nothing where nobody is told anything. */
export function OwnStatusMenu() {
  return (
    <Suspense fallback={null}>
      <Loaded />
    </Suspense>
  );
}

function Loaded() {
  const api = useApi();
  const [loaded] = useLoaded(useCallback(() => api.status(), [api]));
  const [changed, setChanged] = useState<OwnStatus>();
  if (loaded.state !== 'ready' || !loaded.value.isTold) return null;
  return <StatusMenu status={changed ?? loaded.value} onChanged={setChanged} />;
}

function StatusMenu({ status, onChanged }: { status: OwnStatus; onChanged: (status: OwnStatus) => void }) {
  const { t } = useTranslation('call');
  const api = useApi();
  const [writing, setWriting] = useState(false);
  const save = useAction(async (next: OwnStatus) => onChanged(await api.setStatus(next)));
  const { state, text, untilMs, hideMeetings } = status;
  return (
    <>
      <MenuTrigger>
        <Aria.Button className={styles.link} aria-label={t('status.label', { state: t(`presence.${state}`) })}>
          <span className={styles.state}>
            <StateDot state={state} />
            <ChevronUp aria-hidden="true" size={14} />
          </span>
          {t('status.title')}
        </Aria.Button>
        <Menu placement="right bottom">
          <MenuSection title={t('status.title')} selectionMode="single" selectedKeys={[state]}>
            {states.map((one) => (
              <MenuItem
                key={one}
                id={one}
                description={t(`status.about.${one}`)}
                onAction={() => save.run({ state: one, text, hideMeetings, ...(untilMs === undefined ? {} : { untilMs }) })}
              >
                {t(`presence.${one}`)}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSeparator />
          <MenuItem onAction={() => setWriting(true)}>{t('status.write')}</MenuItem>
        </Menu>
      </MenuTrigger>
      {save.error && <ErrorNotice error={save.error} onClose={save.clear} />}
      {writing && <StatusDialog status={status} onChanged={onChanged} onClose={() => setWriting(false)} />}
    </>
  );
}

interface DialogProps {
  status: OwnStatus;
  onChanged: (status: OwnStatus) => void;
  onClose: () => void;
}

function StatusDialog({ status, onChanged, onClose }: DialogProps) {
  const { t } = useTranslation('call');
  const api = useApi();
  const [text, setText] = useState(status.text);
  const [end, setEnd] = useState<End>('none');
  const [hideMeetings, setHideMeetings] = useState(status.hideMeetings);
  const save = useAction(async () => {
    const untilMs = endOf(end, new Date());
    onChanged(await api.setStatus({ state: status.state, text, hideMeetings, ...(untilMs === undefined ? {} : { untilMs }) }));
    onClose();
  });
  return (
    <Dialog
      title={t('status.write')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" isPending={save.pending} onPress={() => save.run()}>
          {t('common:save')}
        </Button>
      }
    >
      {save.error && <ErrorNotice error={save.error} onClose={save.clear} />}
      <TextField label={t('status.text')} value={text} onChange={setText} maxLength={200} />
      <Select label={t('status.until')} options={ends.map((id) => ({ id, label: t(`status.end.${id}`) }))} value={end} onChange={setEnd} />
      <Switch label={t('status.showMeetings')} isSelected={!hideMeetings} onChange={(shown) => setHideMeetings(!shown)} />
      <p className={styles.sub}>{t('status.aboutMeetings')}</p>
    </Dialog>
  );
}

function endOf(end: End, now: Date): number | undefined {
  switch (end) {
    case 'none':
      return undefined;
    case 'half-hour':
      return now.getTime() + 30 * 60_000;
    case 'hour':
      return now.getTime() + 60 * 60_000;
    case 'today':
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  }
}
