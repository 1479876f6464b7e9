import { useTranslation } from 'react-i18next';
import type { Locks } from '../../planning/locks.ts';
import { useNow } from '../room/room-context.ts';

/** What the house has set for the kind of this meeting: its host sees it, and cannot change it. */
export function useHouseLocks(): Locks {
  const { t } = useTranslation('meeting');
  const { lockedSettings } = useNow().snapshot.meeting;
  return (name) => (lockedSettings?.includes(name) === true ? { isDisabled: true, description: t('settings.setByHouse') } : {});
}
