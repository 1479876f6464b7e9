import type { FileSource } from '@saal/client';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Waiting } from '../../ui/spinner.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './file-view.module.css';
import type { LineTools } from './message-actions.ts';
import { saveFile } from './save-file.ts';
import { useFileUrl } from './use-file-url.ts';

/** One picture, as large as the window lets it be. */
export function Lightbox({ file, fileUrl, onClose }: { file: FileSource; fileUrl: LineTools['fileUrl']; onClose: () => void }) {
  const { t } = useTranslation('chat');
  const loaded = useFileUrl(fileUrl, file);
  const { attempt, failure } = useAttempt();
  return (
    <Dialog
      title={file.fileName}
      wide
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button
          icon={<Download aria-hidden="true" size={20} strokeWidth={1.75} />}
          onPress={() => attempt(saveFile(fileUrl(file), file.fileName))}
        >
          {t('file.save')}
        </Button>
      }
    >
      {loaded.state === 'loading' && <Waiting />}
      {loaded.state === 'failed' && <ChatFailure failure={loaded.code} />}
      {loaded.state === 'ready' && <img src={loaded.url} alt={file.fileName} className={styles.large} />}
      {failure !== undefined && <ChatFailure failure={failure} />}
    </Dialog>
  );
}
