import { Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import { minutes } from './minutes.ts';
import styles from './voice-player.module.css';

interface Props {
  durationMs: number;
  /** 0..1, from the beginning to the end. */
  waveform: readonly number[];
  /** Address of the sound; asked for when somebody wants to hear it. */
  load: () => Promise<string>;
  /** False: Tab does not stop in it. */
  reachable?: boolean;
}

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;

/** Plays a voice message; its loudness is the way along which one moves. */
export function VoicePlayer({ durationMs, waveform, load, reachable = true }: Props) {
  const { t } = useTranslation('chat');
  const audio = useRef<HTMLAudioElement>(null);
  const loading = useRef<Promise<string>>(undefined);
  const [playing, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [failed, setFailed] = useState(false);
  const wholeMs = Math.max(durationMs, atMs, 1);
  const loaded = async (): Promise<HTMLAudioElement | null> => {
    loading.current ??= load();
    const url = await loading.current;
    const player = audio.current;
    if (player?.getAttribute('src') === null) player.src = url;
    return player;
  };
  const attempt = (doing: Promise<unknown>) => {
    doing.then(
      () => setFailed(false),
      () => {
        loading.current = undefined; // pressed again, it is tried again
        setPlaying(false);
        setFailed(true);
      },
    );
  };
  const press = () => {
    if (playing) audio.current?.pause();
    else attempt(loaded().then((player) => player?.play()));
  };
  const moveTo = (toMs: number) => {
    setAtMs(toMs);
    attempt(
      loaded().then((player) => {
        if (player) player.currentTime = toMs / 1000;
      }),
    );
  };
  const shares = waveform.length > 0 ? waveform : [0.1];
  return (
    <div className={styles.player}>
      {/* What people say to each other has no captions. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAtMs(0)}
        onTimeUpdate={(event) => setAtMs(event.currentTarget.currentTime * 1000)}
      />
      <IconButton
        size="small"
        label={t(playing ? 'voice.pause' : 'voice.play')}
        icon={playing ? <Pause {...icon} /> : <Play {...icon} />}
        excludeFromTabOrder={!reachable}
        onPress={press}
      />
      <span className={styles.way}>
        <span className={styles.bars} aria-hidden="true">
          {shares.map((level, index) => (
            <span
              // Bars have no other name than their place, and never move.
              key={index}
              data-past={index / shares.length < atMs / wholeMs || undefined}
              style={{ blockSize: `${Math.max(8, Math.round(level * 100))}%` }}
            />
          ))}
        </span>
        <input
          type="range"
          min={0}
          max={Math.round(wholeMs)}
          step={1000}
          value={Math.round(atMs)}
          tabIndex={reachable ? 0 : -1}
          aria-label={t('voice.place')}
          aria-valuetext={t('voice.at', { at: minutes(atMs), of: minutes(wholeMs) })}
          onChange={(event) => moveTo(Number(event.target.value))}
        />
      </span>
      <span className={styles.time}>{minutes(playing || atMs > 0 ? atMs : durationMs)}</span>
      {failed && (
        <p role="alert" className={styles.failed}>
          {t('voice.lost')}
        </p>
      )}
    </div>
  );
}
