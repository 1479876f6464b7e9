import type { ResourceContent, ResourceView } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, type FieldErrors } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from '../admin.module.css';

/** Makes a room, or changes what is said of one. */
export function RoomDialog({ room, onClose, onSaved }: { room: ResourceView | undefined; onClose: () => void; onSaved: () => void }) {
  const { t } = useTranslation('planning');
  const api = useApi();
  const [name, setName] = useState(room?.name ?? '');
  const [building, setBuilding] = useState(room?.building ?? '');
  const [seats, setSeats] = useState(room?.seats?.toString() ?? '');
  const [equipment, setEquipment] = useState(room?.equipment ?? '');
  const [email, setEmail] = useState(room?.email ?? '');
  const [errors, setErrors] = useState<FieldErrors>();
  const save = useAction(async (content: ResourceContent) => {
    await (room ? api.changeResource(room.id, content) : api.createResource(content));
    onSaved();
  });
  const submit = () => {
    const found: FieldErrors = {
      name: name.trim() === '' || name.trim().length > 140 ? t('rooms.nameWrong') : undefined,
      seats: /^([1-9]\d{0,3})?$/.test(seats.trim()) ? undefined : t('rooms.seatsWrong'),
      email: email.trim() === '' || /^\S+@\S+\.\S+$/.test(email.trim()) ? undefined : t('common:emailWrong'),
    };
    setErrors(found);
    if (Object.values(found).some((error) => error !== undefined)) return;
    save.run({
      ...{ name: name.trim(), building: building.trim(), equipment: equipment.trim() },
      seats: seats.trim() === '' ? null : Number(seats),
      email: email.trim() === '' ? null : email.trim(),
    });
  };
  return (
    <Dialog title={room ? t('rooms.changeTitle') : t('rooms.addTitle')} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Form onSubmit={submit} errors={errors} className={styles.list}>
        {save.error && <ErrorNotice error={save.error} />}
        <TextField
          label={t('rooms.name')}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
          autoFocus
          value={name}
          onChange={setName}
          error={errors?.['name']}
        />
        <TextField label={t('rooms.building')} optional maxLength={140} value={building} onChange={setBuilding} />
        <TextField
          className={styles.short}
          label={t('rooms.seatsField')}
          description={t('rooms.seatsHint')}
          optional
          inputMode="numeric"
          value={seats}
          onChange={setSeats}
          error={errors?.['seats']}
        />
        <TextField
          label={t('rooms.equipment')}
          description={t('rooms.equipmentHint')}
          optional
          maxLength={500}
          value={equipment}
          onChange={setEquipment}
        />
        <TextField
          label={t('rooms.email')}
          description={t('rooms.emailHint')}
          optional
          type="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
          error={errors?.['email']}
        />
        <div className={styles.end}>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="primary" isPending={save.pending}>
            {t('rooms.save')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
