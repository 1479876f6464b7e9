import type { IncomingCall } from '@saal/client';
import { useNavigate } from '@tanstack/react-router';
import { Mic, Video } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { useAction, type Action } from '../app/use-action.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useModel } from '../app/use-model.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { enterAtOnce } from './enter-call.ts';
import { Notice } from '../ui/notice.tsx';
import { startRinging } from './ring-sound.ts';
import { useBell } from './rings.ts';
import styles from './calls.module.css';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** Wherever somebody is in Saal: who calls, and what one may answer. */
export function Ringing({ personId }: { personId: string }) {
  const api = useApi();
  const bell = useBell();
  useEffect(() => bell.listen(api, personId), [api, bell, personId]);
  const calls = useModel(bell);
  const speaks = useModel(bell.speaks);
  const [silenced, setSilenced] = useState<readonly string[]>([]);
  const call = calls.find(({ ringId }) => !silenced.includes(ringId));
  const isHeard = call !== undefined && call.isQuiet !== true;
  useEffect(() => (isHeard && speaks ? startRinging() : undefined), [isHeard, speaks]);
  return (
    call && (
      // Its words may have to be loaded; the page stays as it is meanwhile.
      <Suspense fallback={null}>
        <Ring key={call.ringId} call={call} onSilence={() => setSilenced([...silenced, call.ringId])} />
      </Suspense>
    )
  );
}

interface RingProps {
  call: IncomingCall;
  onSilence: () => void;
}

function Ring({ call, onSilence }: RingProps) {
  const api = useApi();
  const bell = useBell();
  const navigate = useNavigate();
  useEffect(() => {
    const timer = setTimeout(onSilence, call.forMs);
    return () => clearTimeout(timer);
    // It is heard once how long it rings.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [call.ringId]);
  const answer = useAction(async (how: 'voice' | 'video' | 'declined' | 'message') => {
    const accepts = how === 'voice' || how === 'video';
    await api.answerRing(call.ringId, accepts ? 'accepted' : 'declined');
    if (accepts) {
      enterAtOnce(call.meetingId, { camera: how === 'video' });
      await navigate({ to: '/m/$meetingId', params: { meetingId: call.meetingId } });
    } else if (how === 'message') await navigate({ to: '/chat/$roomId', params: { roomId: call.roomId }, search: {} });
    bell.answered(call.ringId);
  });
  return call.isQuiet === true ? (
    <RingBanner call={call} answer={answer} onSilence={onSilence} />
  ) : (
    <RingDialog call={call} answer={answer} onSilence={onSilence} />
  );
}

type Answering = RingProps & { answer: Action<[how: 'voice' | 'video' | 'declined' | 'message']> };

/** Whoever is in a meeting hears nothing and keeps the focus. */
function RingBanner({ call, answer, onSilence }: Answering) {
  const { t } = useTranslation('call');
  return (
    <Notice
      className={styles.quiet}
      title={t('ring.title', { name: call.callerName })}
      onClose={onSilence}
      actions={
        <>
          <Button size="small" isDisabled={answer.pending} onPress={() => answer.run('declined')}>
            {t('ring.decline')}
          </Button>
          <Button size="small" isDisabled={answer.pending} onPress={() => answer.run('voice')}>
            {t('ring.voice')}
          </Button>
        </>
      }
    >
      {answer.error && <ErrorNotice error={answer.error} onClose={answer.clear} />}
      {t('ring.inMeeting')}
    </Notice>
  );
}

function RingDialog({ call, answer, onSilence }: Answering) {
  const { t } = useTranslation('call');
  const busy = answer.pending;
  return (
    <Dialog
      alert
      isOpen
      title={t('ring.title', { name: call.callerName })}
      onOpenChange={(open) => !open && onSilence()}
      actions={
        <div className={styles.answers}>
          <Button variant="danger" isDisabled={busy} onPress={() => answer.run('declined')}>
            {t('ring.decline')}
          </Button>
          <Button variant="quiet" isDisabled={busy} onPress={() => answer.run('message')}>
            {t('ring.message')}
          </Button>
          <Button icon={<Mic {...icon} />} isDisabled={busy} onPress={() => answer.run('voice')}>
            {t('ring.voice')}
          </Button>
          <Button variant="primary" icon={<Video {...icon} />} isDisabled={busy} onPress={() => answer.run('video')}>
            {t('ring.video')}
          </Button>
        </div>
      }
    >
      {answer.error && <ErrorNotice error={answer.error} onClose={answer.clear} />}
      <p className={styles.caller}>
        <Avatar name={call.callerName} pictureUrl={call.callerPicture} sizePx={64} />
        <span>{t(call.video ? 'ring.withVideo' : 'ring.withVoice')}</span>
      </p>
    </Dialog>
  );
}
