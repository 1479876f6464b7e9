import type { ResourceView } from '@saal/client';
import { DoorOpen, X } from 'lucide-react';
import { useCallback, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useLoaded } from '../app/use-loaded.ts';
import { useSettled } from '../people/use-settled.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ChooseResources } from './choose-resources.tsx';
import styles from './resources.module.css';
import type { Slot } from './slots.ts';

export interface ResourceFieldsProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** When the meeting takes place. */
  slots: readonly Slot[];
  /** It does not stand in its own way. */
  meetingId: string | undefined;
}

/** Meeting rooms and things that are booked with the meeting, and whether they are free at its time. */
export function ResourceFields({ value, onChange, slots, meetingId }: ResourceFieldsProps) {
  const { t } = useTranslation('planning');
  const label = useId();
  const api = useApi();
  const [isChoosing, setChoosing] = useState(false);
  const [loaded, reload] = useLoaded(useCallback(() => api.resources(), [api]));
  const asked = useSettled(slots.map(({ fromMs, toMs }) => `${fromMs}-${toMs}`).join(' '), 300);
  const [free] = useLoaded(useCallback(() => askFree(api, asked, meetingId), [api, asked, meetingId]));
  if (loaded.state === 'failed')
    return <ErrorNotice error={loaded.error} actions={<Button onPress={reload}>{t('common:retry')}</Button>} />;
  if (loaded.state === 'loading' || loaded.value.resources.length === 0) return null;
  const { resources } = loaded.value;
  const taken = new Map(free.state === 'ready' ? free.value.taken.map(({ resourceId, atMs }) => [resourceId, atMs]) : []);
  const chosen = value.map((id) => resources.find((each) => each.id === id)).filter((each) => each !== undefined);
  return (
    <div role="group" aria-labelledby={label} className={styles.field}>
      <span id={label} className={styles.label}>
        {t('rooms.label')}
      </span>
      {free.state === 'failed' && <ErrorNotice error={free.error} />}
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label={t('rooms.chosen')}>
          {chosen.map((resource) => (
            <li key={resource.id} className={styles.one}>
              <span>
                {placeOf(resource)}
                <small>{taken.has(resource.id) ? t('rooms.isTaken') : t('rooms.isFree')}</small>
              </span>
              <IconButton
                label={t('rooms.remove', { name: resource.name })}
                icon={<X aria-hidden="true" size={18} />}
                size="small"
                onPress={() => onChange(value.filter((id) => id !== resource.id))}
              />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button icon={<DoorOpen aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={() => setChoosing(true)}>
          {t('rooms.choose')}
        </Button>
      </div>
      {isChoosing && (
        <ChooseResources
          resources={resources}
          taken={taken}
          dayMs={slots[0]?.fromMs}
          value={value}
          onChange={onChange}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

/** "Saal 1, Rathaus" */
export function placeOf({ name, building }: Pick<ResourceView, 'name' | 'building'>): string {
  return building === '' ? name : `${name}, ${building}`;
}

/** @param times "1798794000000-1798797600000 ...": the same times are asked once */
async function askFree(api: ReturnType<typeof useApi>, times: string, meetingId: string | undefined) {
  if (times === '') return { taken: [] };
  const slots = times.split(' ').map((time): Slot => {
    const [fromMs, toMs] = time.split('-').map(Number);
    return { fromMs: fromMs ?? 0, toMs: toMs ?? 0 };
  });
  return api.askFree({ slots, ...(meetingId !== undefined && { exceptMeetingId: meetingId }) });
}
