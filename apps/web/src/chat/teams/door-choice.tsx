import type { TeamDoor } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { Select } from '../../ui/select.tsx';

const doors: readonly TeamDoor[] = ['closed', 'ask', 'open'];

/** Who comes in without being invited. */
export function DoorChoice({ value, onChange }: { value: TeamDoor; onChange: (door: TeamDoor) => void }) {
  const { t } = useTranslation('teams');
  return <Select label={t('door.label')} options={doors.map((id) => ({ id, label: t(`door.${id}`) }))} value={value} onChange={onChange} />;
}
