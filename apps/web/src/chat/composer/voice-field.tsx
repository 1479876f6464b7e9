import type { RoomChat, VoiceRecorder, VoiceState } from '@saal/client';
import { SendHorizontal, Square, Trash2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { IconButton } from '../../ui/button.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { minutes } from '../timeline/minutes.ts';
import { VoicePlayer } from '../timeline/voice-player.tsx';
import styles from './voice-field.module.css';

interface Props {
  chat: RoomChat;
  threadRoot: string | undefined;
  attempt: (running: Promise<unknown>) => void;
  onClose: () => void;
  recorder: VoiceRecorder;
}

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** In place of the field: records, lets one hear it, and sends it. Gives the recorder up when it goes. */
export function VoiceField({ chat, threadRoot, attempt, onClose, recorder }: Props) {
  const { t } = useTranslation('chat');
  const state = useModel(recorder.state);
  useEffect(() => () => recorder.close(), [recorder]);
  const send = () => {
    if (state.phase !== 'recorded') return;
    const { file, durationMs, waveform } = state;
    attempt(chat.sendFile(file, { ...(threadRoot === undefined ? {} : { threadRoot }), durationMs, waveform }));
    onClose();
  };
  return (
    // Escape gives up, as in a dialog; each part in it is a button.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={styles.field}
      role="group"
      aria-label={t('voice.name')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <IconButton size="small" label={t('voice.discard')} icon={<Trash2 {...icon} />} onPress={onClose} />
      <VisuallyHidden live>{t(`voice.${state.phase}`)}</VisuallyHidden>
      <Middle state={state} />
      {state.phase === 'recording' && (
        // What one wants next has the focus.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        <IconButton size="small" label={t('voice.stop')} icon={<Square {...icon} />} onPress={() => recorder.stop()} autoFocus />
      )}
      {state.phase === 'recorded' && (
        <IconButton
          size="small"
          variant="primary"
          className={styles.send}
          label={t('composer.send')}
          icon={<SendHorizontal {...icon} />}
          onPress={send}
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
      )}
    </div>
  );
}

function Middle({ state }: { state: VoiceState }) {
  const { t } = useTranslation('chat');
  switch (state.phase) {
    case 'asking':
      return <p className={styles.words}>{t('voice.asking')}</p>;
    case 'failed':
      return (
        <p role="alert" className={styles.words}>
          {t(`voice.failure.${state.code}`)}
        </p>
      );
    case 'recording':
      return (
        <span className={styles.live}>
          <span className={styles.dot} aria-hidden="true" />
          <span className={styles.time}>{minutes(state.elapsedMs)}</span>
          <span className={styles.level} aria-hidden="true">
            <span style={{ inlineSize: `${Math.round(state.level * 100)}%` }} />
          </span>
        </span>
      );
    case 'recorded':
      return <VoicePlayer durationMs={state.durationMs} waveform={state.waveform} load={() => Promise.resolve(state.url)} />;
  }
}
