import type { WireError } from '@saal/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';

/** What went wrong in the reader's words: what happened, what to do; the code small below. */
export function ErrorNotice({ error, actions, onClose }: { error: WireError; actions?: ReactNode; onClose?: () => void }) {
  const { t } = useTranslation('error');
  const incident = error.details?.['incident'];
  return (
    <Notice tone="error" code={typeof incident === 'string' ? `${error.code} ${incident}` : error.code} actions={actions} onClose={onClose}>
      {t(error.code)}
    </Notice>
  );
}
