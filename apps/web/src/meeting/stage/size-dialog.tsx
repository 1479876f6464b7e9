import type { Size } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { silencedBy } from './silenced-by.ts';
import { useGrouped } from './use-grouped.ts';

type Props = { size: Exclude<Size, 'talk'>; onClose: () => void };

/** Says how many will only listen before it takes the word from them. */
export function SizeDialog({ size, onClose }: Props) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const { snapshot } = useNow();
  const number = useGrouped();
  const change = () => {
    attempt(session.changeSettings({ size }));
    onClose();
  };
  return (
    <Dialog
      title={t(`size.confirm.title.${size}`)}
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('size.confirm.cancel')}</Button>
          <Button variant="primary" onPress={change}>
            {t('size.confirm.do')}
          </Button>
        </>
      }
    >
      <p>{t('size.confirm.text', number(silencedBy(size, snapshot)))}</p>
      <p>{t('size.confirm.back')}</p>
    </Dialog>
  );
}
