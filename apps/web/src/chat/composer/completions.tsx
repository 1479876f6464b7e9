import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './composer.module.css';
import type { CompletionState } from './use-completions.ts';

/** The people or emoji that fit what is being typed. The field keeps the focus. */
export function Completions({ completions: { listId, kind, choices, at, choose } }: { completions: CompletionState }) {
  const { t } = useTranslation('chat');
  const words = t(kind === 'person' ? 'composer.people' : 'composer.emojis');
  return (
    <>
      {choices.length > 0 && (
        <div id={listId} role="listbox" aria-label={words} className={styles.completions}>
          {choices.map((choice, index) => (
            // The keys are the field's (aria-activedescendant).
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={choice.id}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              {choice.symbol === undefined ? (
                <Avatar name={choice.name} pictureUrl={choice.person?.avatarUrl} sizePx={24} />
              ) : (
                <span>{choice.symbol}</span>
              )}
              {choice.name}
              {choice.person?.isExternal === true && <small>{t('external')}</small>}
            </div>
          ))}
        </div>
      )}
      <VisuallyHidden live>{choices.length > 0 ? t('composer.choices', { count: choices.length }) : ''}</VisuallyHidden>
    </>
  );
}
