import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice } from './notice.ts';

const namedKinds = [
  'muted-by-host',
  'all-muted',
  'asked-to-unmute',
  'camera-stopped',
  'share-stopped',
  'hand-lowered',
  'off-stage',
] as const;
type NamedKind = (typeof namedKinds)[number];
const isNamed = (kind: string): kind is NamedKind => namedKinds.some((one) => one === kind);

const sizeWords = {
  talk: { on: 'notice.sizeTalk', off: 'notice.sizeTalk' },
  stage: { on: 'notice.sizeStageOn', off: 'notice.sizeStageOff' },
  event: { on: 'notice.sizeEventOn', off: 'notice.sizeEventOff' },
} as const;

/** A notice in the words of the screen. */
export function useNoticeText(): (notice: Notice) => string {
  const { t } = useTranslation(['meeting', 'join', 'error']);
  return useCallback(
    (notice) => {
      switch (notice.kind) {
        case 'reconnecting':
          return t('notice.reconnecting');
        case 'sound-blocked':
          return t('notice.soundBlocked');
        case 'media-failed':
          return t('notice.mediaFailed');
        case 'media-unavailable':
          return t('notice.mediaUnavailable');
        case 'media-restarting':
          return t('notice.mediaRestarting');
        case 'sound-not-arriving':
          return t('notice.soundNotArriving');
        case 'speaking-while-muted':
          return t('notice.speakingWhileMuted');
        case 'companion':
          return t('notice.companion');
        case 'away':
          return t('notice.awayIs');
        case 'audio-only':
          return t('notice.audioOnlyIs');
        case 'quality':
          return t({ 'network-out': 'notice.networkOut', 'network-in': 'notice.networkIn', cpu: 'notice.cpu' }[notice.reason]);
        case 'waiting': {
          const name = notice.people[0]?.name ?? '';
          return notice.count > 1 ? t('notice.waitingMore', { name, count: notice.count - 1 }) : t('notice.waiting', { name });
        }
        case 'stage-invited':
          return notice.byName === undefined ? t('notice.stageInvitedUnnamed') : t('notice.stageInvited', { name: notice.byName });
        case 'device':
          return `${t(`join:problem.${notice.device}.${notice.problem}.what`)} ${t(`join:problem.${notice.device}.${notice.problem}.do`)}`;
        case 'event':
          break;
      }
      const { event } = notice;
      switch (event.type) {
        case 'failed':
          return t('notice.failed', { why: t(`error:${event.code}`) });
        case 'came-up':
          return t('notice.onStage');
        case 'size':
          return t(sizeWords[event.size][event.on ? 'on' : 'off']);
        case 'switched':
          return t('notice.switched', { label: event.label });
        case 'chat':
          return t('chat.notice', { name: event.name, text: event.text });
        case 'link-copied':
          return t('more.linkCopied');
        case 'told': {
          const { kind, byName, role } = event.notice;
          if (isNamed(kind)) return byName ? t(`notice.${kind}`, { name: byName }) : t(`notice.${kind}Unnamed`);
          if (kind === 'role-changed') return role ? t('notice.role-changed', { role: t(`role.${role}`) }) : '';
          return kind === 'became-host' || kind === 'sound-moved' ? t(`notice.${kind}`) : kind;
        }
      }
    },
    [t],
  );
}
