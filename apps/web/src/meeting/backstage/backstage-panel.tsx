import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useAction } from '../../app/use-action.ts';
import { clock, localTimeZone } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { Panel } from '../panels/panel.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import { isPanel } from '../view/seated.ts';
import styles from './backstage.module.css';
import type { BackstageNote } from './use-backstage-notes.ts';

const longest = 500;

/** What the panel writes among itself, wherever each of them is; the audience is told nothing of it. */
export function BackstagePanel({ notes }: { notes: readonly BackstageNote[] }) {
  const { t } = useTranslation('meeting');
  const { locale } = useLanguage();
  const { session, openPanel } = useTools();
  const { snapshot, me } = useNow();
  const number = useGrouped();
  const [text, setText] = useState('');
  const end = useRef<HTMLLIElement>(null);
  const say = useAction(async () => {
    await session.sayBackstage(text.trim());
    setText('');
  });
  const allowed = isPanel(me, snapshot);
  useEffect(() => {
    // Who is no longer of the panel reads on what was said, and is not left with a form that fails.
    if (!allowed) openPanel(undefined);
  }, [allowed, openPanel]);
  useEffect(() => {
    // Newer browsers return a promise, which would be taken for the effect's end.
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [notes.length]);
  const left = longest - text.trim().length;
  return (
    <Panel title={t('backstage.title')} closeLabel={t('backstage.close')}>
      <p className={styles.hint}>{t('backstage.hint')}</p>
      {notes.length === 0 ? (
        <p className={styles.hint}>{t('backstage.none')}</p>
      ) : (
        <ol aria-label={t('backstage.notes')} className={styles.notes}>
          {notes.map((note, index) => (
            <li key={note.id} ref={index === notes.length - 1 ? end : undefined} data-own={note.participantId === me?.id || undefined}>
              <span className={styles.who}>
                {note.participantId === me?.id ? t('you', { name: note.name }) : note.name}
                <time dateTime={new Date(note.atMs).toISOString()}>{clock(note.atMs, locale, localTimeZone())}</time>
              </span>
              <span className={styles.text}>{note.text}</span>
            </li>
          ))}
        </ol>
      )}
      <Form className={styles.form} onSubmit={() => text.trim() !== '' && left >= 0 && say.run()}>
        <TextArea
          label={t('backstage.write')}
          value={text}
          onChange={setText}
          error={left < 0 ? t('backstage.tooLong', { number: number(longest).number }) : undefined}
        />
        <Button type="submit" variant="primary" isPending={say.pending} isDisabled={text.trim() === '' || left < 0}>
          {t('backstage.send')}
        </Button>
        <p role="status" className={styles.hint}>
          {say.error && t(`error:${say.error.code}`)}
        </p>
      </Form>
    </Panel>
  );
}
