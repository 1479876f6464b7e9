import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { defaultShortcuts, fixedActions, keysOf, remap, shortcutActions, spokenKeys, type ShortcutAction } from '../shortcuts/shortcuts.ts';
import styles from './settings-panel.module.css';

/** All keys of the meeting: listed, to be changed, to be switched off. */
export function ShortcutFields() {
  const { t } = useTranslation('meeting');
  const { language } = useLanguage();
  const { changeShortcuts } = useTools();
  const { shortcuts } = useNow();
  const [changing, setChanging] = useState<ShortcutAction>();
  const [refused, setRefused] = useState(false);

  const press = (action: ShortcutAction) => (event: KeyboardEvent) => {
    if (changing !== action || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setChanging(undefined);
    const keys = keysOf(event.nativeEvent);
    if (keys === undefined) return;
    const map = remap(shortcuts.map, action, keys);
    setRefused(map === shortcuts.map);
    if (map === shortcuts.map) return;
    changeShortcuts({ ...shortcuts, map });
    setChanging(undefined);
  };

  return (
    <>
      <Switch
        label={t('settings.keysOn')}
        isSelected={shortcuts.enabled}
        onChange={(enabled) => changeShortcuts({ ...shortcuts, enabled })}
      />
      <ul className={styles.keys}>
        {shortcutActions.map((action) => (
          <li key={action} className={styles.key}>
            <span className={styles.action}>{t(`settings.action.${action}`)}</span>
            <kbd>{changing === action ? t('settings.pressKeys') : spokenKeys(shortcuts.map[action], language)}</kbd>
            {!fixedActions.includes(action) && (
              // The keys are caught around the button, which keeps the focus while new ones are pressed.
              // eslint-disable-next-line jsx-a11y/no-static-element-interactions
              <span onKeyDownCapture={press(action)} onBlur={() => setChanging(undefined)}>
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={t('settings.changeNamed', { action: t(`settings.action.${action}`) })}
                  onPress={() => {
                    setRefused(false);
                    setChanging(action);
                  }}
                >
                  {t('settings.change')}
                </Button>
              </span>
            )}
          </li>
        ))}
        <li className={styles.key}>
          <span className={styles.action}>{t('settings.arrows')}</span>
          <kbd>{t('settings.arrowKeys')}</kbd>
        </li>
        <li className={styles.key}>
          <span className={styles.action}>{t('settings.moveSeat')}</span>
          <kbd>{t('settings.moveSeatKeys')}</kbd>
        </li>
      </ul>
      <p role="alert" className={styles.error}>
        {refused ? t('settings.keysTaken') : ''}
      </p>
      <Button onPress={() => changeShortcuts({ ...shortcuts, map: defaultShortcuts })}>{t('settings.keysReset')}</Button>
    </>
  );
}
