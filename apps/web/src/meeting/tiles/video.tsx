import { useEffect, useRef, useState } from 'react';
import styles from './video.module.css';

type Props = {
  track: MediaStreamTrack;
  /** `cover` for people, `contain` for what is shared. */
  fit: 'cover' | 'contain';
  mirrored?: boolean;
  /** Told once the first picture is there, with its width / height, and again when the ratio changes. */
  onRatio?: (ratio: number) => void;
};

/** One moving picture without sound. Invisible until its first frame is decoded, so that nothing flashes black. */
export function Video({ track, fit, mirrored = false, onRatio }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    setReady(false);
    video.srcObject = new MediaStream([track]);
    // Muted pictures may play without a click in every browser; where one still refuses, the next size change retries.
    const play = () => void video.play().catch(() => undefined);
    play();
    return () => {
      video.srcObject = null;
    };
  }, [track]);
  const shown = () => {
    const video = element.current;
    if (!video || video.videoWidth === 0) return;
    setReady(true);
    onRatio?.(video.videoWidth / video.videoHeight);
  };
  return (
    <video
      ref={element}
      className={styles.video}
      data-fit={fit}
      data-mirrored={mirrored || undefined}
      data-ready={ready || undefined}
      muted
      autoPlay
      playsInline
      disablePictureInPicture={false}
      aria-hidden="true"
      tabIndex={-1}
      onLoadedData={shown}
      onResize={shown}
    />
  );
}
