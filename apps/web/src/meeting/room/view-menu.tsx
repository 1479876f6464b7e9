import { LayoutGrid } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';
import type { ViewMode } from '../view/view-choices.ts';
import { seatOrder } from '../view/seat-order.ts';
import { seatedOf } from '../view/seated.ts';
import { holds, useNow, useTools } from './room-context.ts';
import { canPictureInPicture, usePictureInPicture } from './picture-in-picture.ts';
import { canFullScreen, toggleFullScreen, useFullScreen } from './full-screen.ts';

const modes: readonly ViewMode[] = ['auto', 'grid', 'speaker'];
const isMode = (key: unknown): key is ViewMode => modes.some((mode) => mode === key);

/** How one sees the meeting; the items stand in the top bar's menu and, on phones, under "Mehr". */
export function ViewItems() {
  const { t } = useTranslation('meeting');
  const { changeView, session, attempt } = useTools();
  const { choices, me, snapshot } = useNow();
  const fullScreen = useFullScreen();
  const pip = usePictureInPicture();
  return (
    <>
      <MenuSection
        title={t('view.mode')}
        aria-label={t('view.mode')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[choices.mode]}
        onSelectionChange={(keys) => {
          const mode = keys === 'all' ? undefined : [...keys].find(isMode);
          if (mode) changeView({ type: 'mode', mode });
        }}
      >
        {modes.map((mode) => (
          <MenuItem key={mode} id={mode}>
            {t(`view.${mode}`)}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSection
        title={t('view.stage')}
        aria-label={t('view.stage')}
        selectionMode="multiple"
        selectedKeys={[choices.stageSize === 'small' && 'small', choices.hideSelf && 'self', choices.hideWithoutVideo && 'video'].filter(
          (key) => key !== false,
        )}
        onSelectionChange={(keys) => {
          const has = (key: string) => keys === 'all' || keys.has(key);
          if (has('small') !== (choices.stageSize === 'small')) changeView({ type: 'stage-size', size: has('small') ? 'small' : 'large' });
          if (has('self') !== choices.hideSelf) changeView({ type: 'hide-self', hidden: has('self') });
          if (has('video') !== choices.hideWithoutVideo) changeView({ type: 'hide-without-video', hidden: has('video') });
        }}
      >
        <MenuItem id="small">{t('view.stageSmall')}</MenuItem>
        <MenuItem id="self">{t('view.hideSelf')}</MenuItem>
        <MenuItem id="video">{t('view.hideWithoutVideo')}</MenuItem>
      </MenuSection>
      <MenuSeparator />
      <MenuSection aria-label={t('view.title')}>
        {choices.seats.length > 0 && <MenuItem onAction={() => changeView({ type: 'common-seats' })}>{t('view.commonSeats')}</MenuItem>}
        {choices.seats.length > 0 && holds(me, 'pin-for-all') && (
          <MenuItem
            onAction={() =>
              attempt(
                session.setSeatOrder(seatOrder(seatedOf(snapshot), snapshot.meeting.seatOrder, choices.seats).map((person) => person.id)),
              )
            }
          >
            {t('view.seatsForAll')}
          </MenuItem>
        )}
        {canPictureInPicture() && <MenuItem onAction={() => attempt(pip.open())}>{t('view.pip')}</MenuItem>}
        {canFullScreen() && (
          <MenuItem onAction={() => attempt(toggleFullScreen())}>{fullScreen ? t('view.leaveFullScreen') : t('view.fullScreen')}</MenuItem>
        )}
      </MenuSection>
    </>
  );
}

export function ViewMenu() {
  const { t } = useTranslation('meeting');
  return (
    <MenuTrigger>
      <Button variant="quiet" icon={<LayoutGrid aria-hidden="true" size={20} strokeWidth={1.75} />}>
        {t('top.view')}
      </Button>
      <Menu aria-label={t('view.title')} placement="bottom end">
        <ViewItems />
      </Menu>
    </MenuTrigger>
  );
}
