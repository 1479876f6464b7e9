import { Mic, MicOff, PictureInPicture2, Video as VideoIcon, VideoOff } from 'lucide-react';
import { useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import type { OwnMedia } from '../bar/use-own-media.ts';
import { priorities } from '../model/watched-tiles.ts';
import { useCameraPicture, useRemoteTrack, useWatched } from '../tiles/use-picture.ts';
import { Video } from '../tiles/video.tsx';
import { sharesOf } from '../view/scene.ts';
import { seatedOf } from '../view/seated.ts';
import { usePictureInPicture } from './picture-in-picture.ts';
import styles from './pip-view.module.css';
import { useNow } from './room-context.ts';
import { useLastSpeaker } from './use-snapshot.ts';

/** What the small window shows: the share or whoever speaks, microphone and camera, the way back. */
export function PipView({ own }: { own: OwnMedia }) {
  const pip = usePictureInPicture();
  return pip.window ? createPortal(<Small own={own} close={pip.close} />, pip.window.document.body) : null;
}

function Small({ own, close }: { own: OwnMedia; close: () => void }) {
  const { t } = useTranslation('meeting');
  const { snapshot, me } = useNow();
  const speaker = useLastSpeaker(snapshot);
  const element = useRef<HTMLDivElement>(null);
  const share = sharesOf(snapshot).find((one) => !one.own);
  const others = seatedOf(snapshot).filter((person) => person.id !== me?.id);
  const person = others.find((one) => one.id === speaker) ?? others[0] ?? me;
  const shared = useRemoteTrack(share?.producerId);
  return (
    <main className={styles.small}>
      <div className={styles.picture} ref={element}>
        {share && shared ? (
          <Video track={shared} fit="contain" />
        ) : (
          person && <PersonPicture key={person.id} person={person} self={person.id === me?.id} element={element} />
        )}
        <span className={styles.name}>{share && shared ? t('tile.share', { name: share.name }) : person?.name}</span>
      </div>
      <div className={styles.bar}>
        {!own.listening && (
          <>
            <button
              type="button"
              aria-label={own.microphone.on ? t('bar.microphoneOn') : t('bar.microphoneOff')}
              data-off={!own.microphone.on || undefined}
              onClick={own.toggleMicrophone}
            >
              {own.microphone.on ? <Mic aria-hidden="true" size={20} /> : <MicOff aria-hidden="true" size={20} />}
            </button>
            <button
              type="button"
              aria-label={own.camera.on ? t('bar.cameraOn') : t('bar.cameraOff')}
              data-off={!own.camera.on || undefined}
              onClick={own.toggleCamera}
            >
              {own.camera.on ? <VideoIcon aria-hidden="true" size={20} /> : <VideoOff aria-hidden="true" size={20} />}
            </button>
          </>
        )}
        <button type="button" aria-label={t('pip.back')} onClick={close}>
          <PictureInPicture2 aria-hidden="true" size={20} />
        </button>
      </div>
    </main>
  );
}

type PersonProps = { person: Parameters<typeof useCameraPicture>[0]; self: boolean; element: React.RefObject<HTMLElement | null> };

function PersonPicture({ person, self, element }: PersonProps) {
  const track = useCameraPicture(person, self);
  const { hues } = useNow();
  useWatched(element, { participantId: self ? undefined : person.id, priority: priorities.stage });
  return (
    <>
      <Avatar name={person.name} pictureUrl={person.pictureUrl} sizePx={96} hue={hues.get(person.id)} />
      {track && <Video track={track} fit="cover" mirrored={self} />}
    </>
  );
}
