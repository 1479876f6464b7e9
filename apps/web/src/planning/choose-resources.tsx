import type { ResourceView } from '@saal/client';
import { MOST_RESOURCES } from '@saal/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { shortDay, localTimeZone } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/select.tsx';
import { SearchField } from '../ui/text-field.tsx';
import { ResourceDay } from './resource-day.tsx';
import styles from './resources.module.css';

const seatChoices = ['0', '4', '8', '12', '20', '50', '100'] as const;

export interface ChooseResourcesProps {
  resources: readonly ResourceView[];
  /** Those booked by others at one of the meeting's times, and when. */
  taken: ReadonlyMap<string, readonly number[]>;
  /** A moment of the day whose bookings are shown. */
  dayMs: number | undefined;
  value: readonly string[];
  onChange: (value: string[]) => void;
  onClose: () => void;
}

/** All rooms and things with what they have, the free ones to be chosen. */
export function ChooseResources({ resources, taken, dayMs, value, onChange, onClose }: ChooseResourcesProps) {
  const { t } = useTranslation('planning');
  const { locale } = useLanguage();
  const [search, setSearch] = useState('');
  const [seats, setSeats] = useState<(typeof seatChoices)[number]>('0');
  const [open, setOpen] = useState<string>();
  const words = search.trim().toLocaleLowerCase(locale);
  const found = resources.filter(
    ({ name, building, equipment, ...resource }) =>
      `${name} ${building} ${equipment}`.toLocaleLowerCase(locale).includes(words) &&
      (seats === '0' || (resource.seats ?? 0) >= Number(seats)),
  );
  return (
    <Dialog
      title={t('rooms.chooseTitle')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      wide
      actions={
        <Button variant="primary" onPress={onClose}>
          {t('rooms.done')}
        </Button>
      }
    >
      <div className={styles.tools}>
        <SearchField label={t('rooms.search')} value={search} onChange={setSearch} />
        <Select
          label={t('rooms.seatsAtLeast')}
          options={seatChoices.map((id) => ({ id, label: id === '0' ? t('rooms.anySeats') : t('rooms.seats', { count: Number(id) }) }))}
          value={seats}
          onChange={setSeats}
        />
      </div>
      {found.length === 0 && <p role="status">{t('common:nothingFound')}</p>}
      <ul className={styles.rooms} aria-label={t('rooms.label')}>
        {found.map((resource) => {
          const at = taken.get(resource.id);
          const isChosen = value.includes(resource.id);
          const state =
            at === undefined
              ? t('rooms.isFree')
              : t('rooms.takenOn', {
                  days: [...new Set(at.map((atMs) => shortDay(atMs, locale, localTimeZone())))].slice(0, 3).join(', '),
                });
          return (
            <li key={resource.id} className={styles.room}>
              <Checkbox
                label={resource.name}
                description={[state, ...factsOf(resource, t)].join(' · ')}
                isSelected={isChosen}
                isDisabled={!isChosen && (at !== undefined || value.length >= MOST_RESOURCES)}
                onChange={(isWanted) => onChange(isWanted ? [...value, resource.id] : value.filter((id) => id !== resource.id))}
              />
              {dayMs !== undefined && (
                <Button
                  variant="quiet"
                  size="small"
                  aria-expanded={open === resource.id}
                  aria-label={t('rooms.showDayOf', { name: resource.name })}
                  onPress={() => setOpen(open === resource.id ? undefined : resource.id)}
                >
                  {t('rooms.showDay')}
                </Button>
              )}
              {dayMs !== undefined && open === resource.id && <ResourceDay resource={resource} dayMs={dayMs} />}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

/** Building, seats and equipment, as far as they are told. */
function factsOf({ building, seats, equipment }: ResourceView, t: ReturnType<typeof useTranslation<'planning'>>['t']): string[] {
  return [building, seats === null ? '' : t('rooms.seats', { count: seats }), equipment].filter((fact) => fact !== '');
}
