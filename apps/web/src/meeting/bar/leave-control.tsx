import { ChevronUp, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { ArrowButton, BarButton, Split } from './bar-button.tsx';

/** Leave with one click; who may, ends it for all by the arrow. */
export function LeaveControl({ withMenu }: { withMenu: boolean }) {
  const { t } = useTranslation('meeting');
  const { leave, openDialog } = useTools();
  const { me } = useNow();
  const button = (
    <BarButton
      label={t('bar.leave')}
      word={t('bar.leave')}
      look="leave"
      icon={<LogOut aria-hidden="true" size={20} strokeWidth={1.75} />}
      onPress={leave}
    />
  );
  if (!holds(me, 'end') || !withMenu) return button;
  return (
    <Split label={t('bar.leave')}>
      {button}
      <MenuTrigger>
        <ArrowButton label={t('bar.leaveMenu')} look="leave" icon={<ChevronUp aria-hidden="true" size={18} strokeWidth={1.75} />} />
        <Menu aria-label={t('bar.leaveMenu')} placement="top end">
          <MenuItem danger onAction={() => openDialog('end')}>
            {t('bar.endForAll')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </Split>
  );
}
