import type { FileSource } from '@saal/client';
import { Download, File as FileIcon, ImageOff, Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useAttempt } from '../use-attempt.ts';
import { fileSize } from './file-size.ts';
import styles from './file-view.module.css';
import { useLineTools } from './message-actions.ts';
import { saveFile } from './save-file.ts';
import { useFileUrl } from './use-file-url.ts';
import { VoicePlayer } from './voice-player.tsx';

type Props = {
  type: 'image' | 'file' | 'audio' | 'video';
  file: FileSource;
  caption: string | undefined;
  uploaded: number | undefined;
  reachable: boolean;
};
const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
const largestPx = { widthPx: 400, heightPx: 300 };

const lost = (code: string) => (code === 'damaged' ? 'file.damaged' : 'file.lost');

/** A file in the list: pictures small, sound and film with a player, the rest by name; all can be saved. */
export function FileView({ type, file, caption, uploaded, reachable }: Props) {
  const { t } = useTranslation('chat');
  const tools = useLineTools();
  const onItsWay = uploaded !== undefined && uploaded < 1;
  const isVoice = type === 'audio' && file.waveform !== undefined;
  return (
    <div className={styles.file}>
      {type === 'image' && !onItsWay ? (
        <Picture file={file} caption={caption} />
      ) : isVoice && !onItsWay ? (
        <VoicePlayer
          durationMs={file.durationMs ?? 0}
          waveform={file.waveform ?? []}
          load={() => tools.fileUrl(file)}
          reachable={reachable}
        />
      ) : (
        <Named type={type} file={file} onItsWay={onItsWay} />
      )}
      {onItsWay && (
        <progress className={styles.progress} max={1} value={uploaded} aria-label={t('file.progress', { name: file.fileName })}>
          {Math.round(uploaded * 100)} %
        </progress>
      )}
    </div>
  );
}

/** Takes its place before it is loaded, so that nothing jumps. */
function Picture({ file, caption }: { file: FileSource; caption: string | undefined }) {
  const { t } = useTranslation('chat');
  const tools = useLineTools();
  const loaded = useFileUrl(tools.fileUrl, file, largestPx);
  const width = file.widthPx ?? 320;
  const height = file.heightPx ?? 200;
  const scale = Math.min(1, largestPx.widthPx / width, largestPx.heightPx / height);
  const place = { inlineSize: Math.max(48, width * scale), aspectRatio: `${width} / ${height}` };
  if (loaded.state === 'failed')
    return (
      <p className={styles.lost} style={place}>
        <ImageOff {...icon} /> {t(lost(loaded.code), { name: file.fileName })}
      </p>
    );
  return (
    <button
      type="button"
      className={styles.picture}
      style={place}
      aria-label={t('file.open', { name: caption ?? file.fileName })}
      onClick={() => tools.show(file)}
    >
      {loaded.state === 'ready' ? <img src={loaded.url} alt="" /> : <Spinner />}
    </button>
  );
}

function Named({ type, file, onItsWay }: { type: Props['type']; file: FileSource; onItsWay: boolean }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const tools = useLineTools();
  const [playing, setPlaying] = useState(false);
  const { attempt, failure } = useAttempt();
  const playable = (type === 'audio' || type === 'video') && !onItsWay;
  return (
    <>
      <div className={styles.named}>
        <FileIcon {...icon} />
        <span className={styles.fileName}>
          <span>{file.fileName}</span>
          <span className={styles.size}>{fileSize(file.sizeBytes, locale)}</span>
        </span>
        {playable && !playing && (
          <Button
            size="small"
            variant="quiet"
            icon={<Play {...icon} />}
            onPress={() => setPlaying(true)}
            aria-label={t('file.playNamed', { name: file.fileName })}
          >
            {t('file.play')}
          </Button>
        )}
        {!onItsWay && (
          <Button
            size="small"
            variant="quiet"
            icon={<Download {...icon} />}
            aria-label={t('file.saveNamed', { name: file.fileName })}
            onPress={() => attempt(saveFile(tools.fileUrl(file), file.fileName))}
          >
            {t('file.save')}
          </Button>
        )}
      </div>
      {failure !== undefined && (
        <p role="alert" className={styles.size}>
          {t(lost(failure), { name: file.fileName })}
        </p>
      )}
      {playing && <Player type={type === 'video' ? 'video' : 'audio'} file={file} />}
    </>
  );
}

/** Fetched only when somebody wants to hear or see it. */
function Player({ type, file }: { type: 'audio' | 'video'; file: FileSource }) {
  const { t } = useTranslation('chat');
  const { fileUrl } = useLineTools();
  const loaded = useFileUrl(fileUrl, file);
  if (loaded.state === 'loading') return <Spinner small />;
  if (loaded.state === 'failed') return <p role="alert">{t(lost(loaded.code), { name: file.fileName })}</p>;
  // What people record for each other has no captions.
  return type === 'video' ? (
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <video controls autoPlay src={loaded.url} className={styles.player} aria-label={file.fileName} />
  ) : (
    // eslint-disable-next-line jsx-a11y/media-has-caption
    <audio controls autoPlay src={loaded.url} className={styles.player} aria-label={file.fileName} />
  );
}
