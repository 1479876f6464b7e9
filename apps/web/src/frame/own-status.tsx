import type { OwnStatus } from '@saal/client';
import type { WireError } from '@saal/protocol';
import type { TFunction } from 'i18next';
import { ChevronUp } from 'lucide-react';
import { Suspense, useCallback, useState, type ReactNode } from 'react';
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
  const { t } = useTranslation('call');
  const own = useOwnStatus();
  if (!own.status) return null;
  const { state } = own.status;
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
        <Menu placement="right bottom">{statusItems(own, t)}</Menu>
      </MenuTrigger>
      <StatusParts own={own} />
    </>
  );
}

/** What a menu of one's status draws and does. */
interface OwnStatusModel {
  /** Undefined while it is asked for, and where nobody is told anything. */
  status: OwnStatus | undefined;
  choose: (state: OwnStatus['state']) => void;
  write: () => void;
  writing: boolean;
  wrote: (status: OwnStatus) => void;
  endWriting: () => void;
  error: WireError | undefined;
  clearError: () => void;
}

/** One's own status, asked for once; what is chosen is told to the server at once. */
export function useOwnStatus(): OwnStatusModel {
  const api = useApi();
  const [loaded] = useLoaded(useCallback(() => api.status(), [api]));
  const [changed, setChanged] = useState<OwnStatus>();
  const [writing, setWriting] = useState(false);
  const save = useAction(async (next: OwnStatus) => setChanged(await api.setStatus(next)));
  const status = loaded.state === 'ready' && loaded.value.isTold ? (changed ?? loaded.value) : undefined;
  return {
    status,
    choose(state) {
      if (!status) return;
      const { text, untilMs, hideMeetings } = status;
      save.run({ state, text, hideMeetings, ...(untilMs === undefined ? {} : { untilMs }) });
    },
    write: () => setWriting(true),
    writing,
    wrote: setChanged,
    endWriting: () => setWriting(false),
    error: save.error,
    clearError: save.clear,
  };
}

/** The states to choose from, and one's own words: items of a menu. @param t of the catalogue `call` */
export function statusItems({ status, choose, write }: OwnStatusModel, t: TFunction<'call'>): ReactNode {
  if (!status) return null;
  return (
    <>
      <MenuSection title={t('status.title')} selectionMode="single" selectedKeys={[status.state]}>
        {states.map((one) => (
          <MenuItem key={one} id={one} description={t(`status.about.${one}`)} onAction={() => choose(one)}>
            {t(`presence.${one}`)}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSeparator />
      <MenuItem onAction={write}>{t('status.write')}</MenuItem>
    </>
  );
}

/** Beside the menu: its dialog, and what went wrong. */
export function StatusParts({ own }: { own: OwnStatusModel }) {
  return (
    <>
      {own.error && <ErrorNotice error={own.error} onClose={own.clearError} />}
      {own.writing && own.status && <StatusDialog status={own.status} onChanged={own.wrote} onClose={own.endWriting} />}
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
