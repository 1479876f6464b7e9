import { Bold, Code, Italic, Link2, List, Quote } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.tsx';
import styles from './composer.module.css';
import type { Mark } from './markdown-edit.ts';

const marks = [
  { kind: 'bold', Icon: Bold, keys: 'B' },
  { kind: 'italic', Icon: Italic, keys: 'I' },
  { kind: 'code', Icon: Code, keys: 'E' },
  { kind: 'list', Icon: List, keys: undefined },
  { kind: 'quote', Icon: Quote, keys: undefined },
  { kind: 'link', Icon: Link2, keys: undefined },
] as const;

/** How words look. One stop of the Tab key, arrows within. */
export function MarkButtons({ onMark }: { onMark: (kind: Mark) => void }) {
  const { t } = useTranslation('chat');
  return (
    <Toolbar aria-label={t('composer.marks')} className={styles.marks}>
      {marks.map(({ kind, Icon, keys }) => (
        <IconButton
          key={kind}
          size="small"
          label={t(`mark.${kind}`)}
          hint={keys === undefined ? undefined : t('composer.ctrl', { key: keys })}
          icon={<Icon aria-hidden="true" size={16} strokeWidth={1.75} />}
          onPress={() => onMark(kind)}
        />
      ))}
    </Toolbar>
  );
}
