import type { FileSource, OpenRoom, SharedItem, SharedKind, SharedList } from '@saal/client';
import { Download, ImageOff, MessageSquareText } from 'lucide-react';
import { useCallback, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { dayAndClock, localTimeZone, shortDay } from '../../i18n/format.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { fileSize } from '../timeline/file-size.ts';
import { Lightbox } from '../timeline/lightbox.tsx';
import { saveFile } from '../timeline/save-file.ts';
import { useFileUrl } from '../timeline/use-file-url.ts';
import { useAttempt } from '../use-attempt.ts';
import styles from './shared-panel.module.css';
import { SidePanel } from './side-panel.tsx';
import { useShared } from './use-open-room.ts';

const kinds: readonly SharedKind[] = ['pictures', 'files', 'links'];
const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;
const smallPx = { widthPx: 200, heightPx: 200 };

interface Props {
  opened: OpenRoom;
  onClose: () => void;
  onGo: (eventId: string) => void;
}

/** What was sent into a room: its pictures, its files, its links. */
export function SharedPanel({ opened, onClose, onGo }: Props) {
  const { t } = useTranslation('chat');
  const [kind, setKind] = useState<SharedKind>('pictures');
  return (
    <SidePanel title={t('shared.title')} onClose={onClose}>
      <ToggleButtonGroup
        aria-label={t('shared.kind')}
        className={styles.kinds}
        disallowEmptySelection
        selectedKeys={[kind]}
        onSelectionChange={(keys) => setKind(kinds.find((one) => keys.has(one)) ?? kind)}
      >
        {kinds.map((one) => (
          <ToggleButton key={one} id={one} className={styles.kind}>
            {t(`shared.${one}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Shared key={kind} opened={opened} kind={kind} onGo={onGo} />
    </SidePanel>
  );
}

function Shared({ opened, kind, onGo }: Omit<Props, 'onClose'> & { kind: SharedKind }) {
  const list = useShared(opened, kind);
  return list ? <Listed list={list} opened={opened} kind={kind} onGo={onGo} /> : null;
}

function Listed({ list, opened, kind, onGo }: { list: SharedList; opened: OpenRoom; kind: SharedKind; onGo: (eventId: string) => void }) {
  const { t } = useTranslation('chat');
  const { items, hasOlder, isLoading, error } = useModel(list.model);
  const [shown, setShown] = useState<FileSource>();
  const { attempt, failure } = useAttempt();
  const fileUrl = useCallback<OpenRoom['fileUrl']>((file, thumbnail) => opened.fileUrl(file, thumbnail), [opened]);
  const problem = error ?? failure;
  return (
    <>
      {problem !== undefined && <ChatFailure failure={problem} />}
      {kind === 'pictures' ? (
        <ul className={styles.grid}>
          {items.map(
            (item) => item.file && <Picture key={item.eventId} item={item} file={item.file} fileUrl={fileUrl} onShow={setShown} />,
          )}
        </ul>
      ) : (
        <ul className={styles.list}>
          {items.map((item) => (
            <Line
              key={`${item.eventId} ${item.text ?? ''}`}
              item={item}
              onGo={onGo}
              onSave={(file) => attempt(saveFile(fileUrl(file), file.fileName))}
            />
          ))}
        </ul>
      )}
      <p role="status" className={styles.none}>
        {isLoading ? t('common:loading') : items.length === 0 && !hasOlder ? t(`shared.no-${kind}`) : ''}
      </p>
      {hasOlder && !isLoading && (
        <Button size="small" onPress={() => attempt(list.loadOlder())}>
          {t('shared.older')}
        </Button>
      )}
      {shown && <Lightbox file={shown} fileUrl={fileUrl} onClose={() => setShown(undefined)} />}
    </>
  );
}

interface PictureProps {
  item: SharedItem;
  file: FileSource;
  fileUrl: OpenRoom['fileUrl'];
  onShow: (file: FileSource) => void;
}

function Picture({ item, file, fileUrl, onShow }: PictureProps) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const loaded = useFileUrl(fileUrl, file, smallPx);
  const when = dayAndClock(item.atMs, locale, localTimeZone());
  return (
    <li>
      <button
        type="button"
        className={styles.picture}
        title={`${item.senderName}, ${when}`}
        aria-label={t('shared.picture', { name: item.text ?? file.fileName, sender: item.senderName, when })}
        onClick={() => onShow(file)}
      >
        {loaded.state === 'ready' && <img src={loaded.url} alt="" loading="lazy" />}
        {loaded.state === 'loading' && <Spinner small />}
        {loaded.state === 'failed' && <ImageOff {...icon} />}
      </button>
    </li>
  );
}

function Line({ item, onGo, onSave }: { item: SharedItem; onGo: (eventId: string) => void; onSave: (file: FileSource) => void }) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const { file } = item;
  const name = file?.fileName ?? item.text ?? '';
  const size = file && fileSize(file.sizeBytes, locale);
  return (
    <li className={styles.line}>
      <span className={styles.words}>
        {file ? (
          <span className={styles.name}>{name}</span>
        ) : (
          <a href={name} target="_blank" rel="noopener noreferrer" className={styles.name}>
            {name.replace(/^https?:\/\//, '')}
          </a>
        )}
        <small>
          {[item.senderName, shortDay(item.atMs, locale, localTimeZone()), size].filter((one) => one !== undefined).join(' · ')}
        </small>
      </span>
      <IconButton
        size="small"
        label={t('shared.toMessage', { name })}
        icon={<MessageSquareText {...icon} />}
        onPress={() => onGo(item.eventId)}
      />
      {file && <IconButton size="small" label={t('file.saveNamed', { name })} icon={<Download {...icon} />} onPress={() => onSave(file)} />}
    </li>
  );
}
