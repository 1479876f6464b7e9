import { CalendarSearch, FolderOpen, Info, MoreHorizontal, Pin, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import type { Beside } from './room-view.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

interface Props {
  /** On phones there is no room for buttons: searching and details are here too. */
  isWhole: boolean;
  onChooseDay: () => void;
  onBeside: (beside: Beside) => void;
}

/** What is rarely done in a room. */
export function RoomMenu({ isWhole, onChooseDay, onBeside }: Props) {
  const { t } = useTranslation('chat');
  return (
    <MenuTrigger>
      <IconButton label={t('page.more')} icon={<MoreHorizontal {...icon} />} />
      <Menu placement="bottom end" aria-label={t('page.more')}>
        {isWhole && (
          <>
            <MenuItem icon={<Search {...icon} size={18} />} onAction={() => onBeside({ kind: 'search' })}>
              {t('page.searchInRoom')}
            </MenuItem>
            <MenuItem icon={<Info {...icon} size={18} />} onAction={() => onBeside({ kind: 'details' })}>
              {t('page.details')}
            </MenuItem>
          </>
        )}
        <MenuItem icon={<CalendarSearch {...icon} size={18} />} onAction={onChooseDay}>
          {t('jump.toDay')}
        </MenuItem>
        <MenuItem icon={<FolderOpen {...icon} size={18} />} onAction={() => onBeside({ kind: 'shared' })}>
          {t('shared.title')}
        </MenuItem>
        <MenuItem icon={<Pin {...icon} size={18} />} onAction={() => onBeside({ kind: 'pins' })}>
          {t('pins.title')}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
