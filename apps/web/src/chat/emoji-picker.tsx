import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { SearchField } from '../ui/text-field.tsx';
import styles from './emoji-picker.module.css';
import { findEmoji, nameOfEmoji, quickEmoji } from './emoji.ts';

/** A small set of emoji, found by name; Enter takes the first that fits. */
export function EmojiPicker({ onChoose }: { onChoose: (symbol: string) => void }) {
  const { t } = useTranslation('chat');
  const { language } = useLanguage();
  const [search, setSearch] = useState('');
  const found = findEmoji(search);
  const all = search === '' ? [...found].sort((a, b) => rank(a.symbol) - rank(b.symbol)) : found;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    buttons[Math.max(0, Math.min(buttons.length - 1, buttons.indexOf(event.target) + step))]?.focus();
  };
  return (
    <div className={styles.picker}>
      <SearchField
        label={t('emoji.search')}
        value={search}
        onChange={setSearch}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- it was opened to choose
        autoFocus
        onSubmit={() => found[0] && onChoose(found[0].symbol)}
      />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons are focused */}
      <div role="group" aria-label={t('emoji.all')} className={styles.all} onKeyDown={onKeyDown}>
        {all.map((one) => (
          <button
            key={one.symbol}
            type="button"
            title={nameOfEmoji(one, language)}
            aria-label={nameOfEmoji(one, language)}
            onClick={() => onChoose(one.symbol)}
          >
            {one.symbol}
          </button>
        ))}
      </div>
      {found.length === 0 && <p role="status">{t('common:nothingFound')}</p>}
    </div>
  );
}

function rank(symbol: string): number {
  const at = quickEmoji.findIndex((one) => one === symbol);
  return at < 0 ? quickEmoji.length : at;
}
