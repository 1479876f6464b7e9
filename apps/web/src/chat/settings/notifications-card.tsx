import type { Chat } from '@saal/client';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useModel } from '../../app/use-model.ts';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { browserSettings } from '../notify/browser-settings.ts';
import { askAllowance, isAllowed } from '../notify/shown-notifications.ts';
import { turnOff, turnOn, webPushState } from '../notify/web-push.ts';
import { useAttempt } from '../use-attempt.ts';
import styles from './settings.module.css';

const kinds = ['direct', 'groups', 'mentions'] as const;

/** How this browser tells of news, and of what on all devices. */
export function NotificationsCard({ chat }: { chat: Chat }) {
  const { t } = useTranslation('chat');
  const { language } = useLanguage();
  const { notifying } = chat;
  const settings = useModel(notifying.settings);
  const browser = useModel(browserSettings);
  const [refused, setRefused] = useState(false);
  const { attempt, failure, clear } = useAttempt();
  const [push, reload] = useLoaded(useCallback(() => webPushState(notifying), [notifying]));
  const isOn = browser.desktop && isAllowed();

  const allowed = async (): Promise<boolean> => {
    const may = isAllowed() || (await askAllowance());
    setRefused(!may);
    return may;
  };
  const setDesktop = async (on: boolean) => {
    if (on && !(await allowed())) return;
    browserSettings.change({ desktop: on });
    if (!on) await turnOff(notifying);
    reload();
  };
  const setPush = async (on: boolean, key: string) => {
    if (on && !(await allowed())) return;
    try {
      if (on) {
        await notifying.show({ content: browser.content, language });
        await turnOn(notifying, key, language);
        browserSettings.change({ desktop: true });
      } else await turnOff(notifying);
    } finally {
      reload();
    }
  };
  const setContent = async (content: boolean) => {
    browserSettings.change({ content });
    await notifying.show({ content, language });
  };
  return (
    <Card title={t('settings.notifications')}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {refused && <Notice tone="warning">{t('settings.refused')}</Notice>}
      <div className={styles.part}>
        <h3>{t('settings.here')}</h3>
        <Switch label={t('settings.desktop')} isSelected={isOn} onChange={(on) => attempt(setDesktop(on))} />
        {push.state === 'ready' && push.value.can && (
          <Switch
            label={t('settings.closed')}
            description={t('settings.closedHint')}
            isSelected={push.value.isOn}
            onChange={(on) => push.value.can && attempt(setPush(on, push.value.key))}
          />
        )}
        {push.state === 'ready' && !push.value.can && <p className={styles.hint}>{t(`settings.closedNot.${push.value.because}`)}</p>}
        {(isOn || (push.state === 'ready' && push.value.can && push.value.isOn)) && (
          <>
            <Switch label={t('settings.content')} isSelected={browser.content} onChange={(on) => attempt(setContent(on))} />
            <Switch label={t('settings.sound')} isSelected={browser.sound} onChange={(sound) => browserSettings.change({ sound })} />
          </>
        )}
      </div>
      <div className={styles.part}>
        <h3>{t('settings.what')}</h3>
        {kinds.map((kind) => (
          <Switch
            key={kind}
            label={t(`settings.kind.${kind}`)}
            isSelected={settings[kind]}
            onChange={(on) => attempt(notifying.change({ [kind]: on }))}
          />
        ))}
        <Keywords
          key={settings.keywords.join()}
          kept={settings.keywords}
          onChange={(keywords) => attempt(notifying.change({ keywords }))}
        />
        <p className={styles.hint}>{t('settings.rooms')}</p>
      </div>
    </Card>
  );
}

/** Taken over when the field is left. */
function Keywords({ kept, onChange }: { kept: readonly string[]; onChange: (keywords: string[]) => void }) {
  const { t } = useTranslation('chat');
  const [text, setText] = useState(kept.join(', '));
  const leave = () => {
    const words = [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '').slice(0, 20);
    if (words.join() !== kept.join()) onChange(words);
  };
  return (
    <TextField
      label={t('settings.keywords')}
      description={t('settings.keywordsHint')}
      value={text}
      onChange={setText}
      onBlur={leave}
      maxLength={400}
    />
  );
}
