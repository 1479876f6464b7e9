import { getLocalTimeZone, parseDate, toCalendarDate, fromAbsolute } from '@internationalized/date';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-time.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface Props {
  /** The day it begins with. */
  fromMs: number;
  /** @param atMs the first moment of the day, where one is; 0: the beginning of the room */
  onChoose: (atMs: number) => void;
  onClose: () => void;
}

/** Asks for the day whose messages one wants to see. */
export function DayDialog({ fromMs, onChoose, onClose }: Props) {
  const { t } = useTranslation('chat');
  const [day, setDay] = useState(() => toCalendarDate(fromAbsolute(fromMs, getLocalTimeZone())).toString());
  const go = () => onChoose(parseDate(day).toDate(getLocalTimeZone()).getTime());
  return (
    <Dialog
      title={t('jump.toDay')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <>
          <Button onPress={() => onChoose(0)}>{t('jump.toBeginning')}</Button>
          <Button variant="primary" isDisabled={day === ''} onPress={go}>
            {t('jump.go')}
          </Button>
        </>
      }
    >
      <DateField label={t('jump.day')} value={day} onChange={setDay} />
    </Dialog>
  );
}
