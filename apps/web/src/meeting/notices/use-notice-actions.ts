import type { AudioOutput } from '@saal/client/join';
import { useTranslation } from 'react-i18next';
import { useTools } from '../room/room-context.ts';
import type { Notice } from './notice.ts';

export type NoticeAction = { label: string; run: () => void; main: boolean };

/** What can be answered to a notice; each answer closes it. */
export function useNoticeActions(notice: Notice, close: () => void, audio: AudioOutput): NoticeAction[] {
  const { t } = useTranslation('meeting');
  const { session, media, attempt, openPanel, setAudioOnly } = useTools();
  const action = (label: string, run: () => void, main = false): NoticeAction => ({
    label,
    main,
    run: () => {
      run();
      close();
    },
  });

  switch (notice.kind) {
    case 'sound-blocked':
      return [action(t('notice.soundOn'), () => attempt(audio.unblock()), true)];
    case 'waiting': {
      const [first, ...more] = notice.people;
      if (!first) return [];
      const admit =
        more.length > 0
          ? action(t('notice.admitAll'), () => attempt(session.admitAll()), true)
          : action(t('notice.admit'), () => attempt(session.admit(first.id)), true);
      return [admit, action(t('notice.look'), () => openPanel('people'))];
    }
    case 'stage-invited':
      return [
        action(t('notice.come'), () => attempt(session.answerStage(true)), true),
        action(t('notice.notNow'), () => attempt(session.answerStage(false))),
      ];
    case 'device':
      return [
        action(
          t('notice.deviceAgain'),
          () => attempt(notice.device === 'microphone' ? media.setMicrophone(true) : media.setCamera(true)),
          true,
        ),
        action(t('notice.chooseDeviceAny'), () => openPanel('settings')),
      ];
    case 'sound-not-arriving':
      return [action(t('notice.chooseDevice'), () => openPanel('settings'), true)];
    case 'speaking-while-muted':
      return [action(t('notice.unmute'), () => attempt(media.setMicrophone(true)), true)];
    case 'companion':
      return [action(t('notice.takeSound'), () => attempt(session.takeSound()), true)];
    case 'away':
      return [action(t('notice.back'), () => attempt(session.setAway(false)), true)];
    case 'quality':
      return [action(t('notice.audioOnly'), () => setAudioOnly(true), true), action(t('notice.diagnose'), () => openPanel('diagnostics'))];
    case 'audio-only':
      return [action(t('notice.withPictures'), () => setAudioOnly(false))];
    case 'media-failed':
    case 'media-unavailable':
      return [action(t('notice.diagnose'), () => openPanel('diagnostics'))];
    case 'event':
      if (notice.event.type === 'came-up') {
        return [
          action(t('notice.microphoneOn'), () => attempt(media.setMicrophone(true)), true),
          action(t('notice.onlyLook'), () => undefined),
        ];
      }
      if (notice.event.type === 'told' && notice.event.notice.kind === 'asked-to-unmute') {
        return [action(t('notice.unmute'), () => attempt(media.setMicrophone(true)), true), action(t('notice.stayMuted'), () => undefined)];
      }
      if (notice.event.type === 'chat') return [action(t('chat.open'), () => openPanel('chat'))];
      return [];
    case 'reconnecting':
    case 'media-restarting':
      return [];
  }
}
