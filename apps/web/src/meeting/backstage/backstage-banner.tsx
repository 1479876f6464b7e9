import { MessageSquareText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { Button } from '../../ui/button.tsx';
import banner from '../room/share-banner.module.css';
import { useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import { isPanel } from '../view/seated.ts';
import styles from './backstage.module.css';
import type { BackstageNotes } from './use-backstage-notes.ts';

/** Says where one is while behind the stage, and who is there while one is on it; leads to the notes and back. */
export function BackstageBanner({ notes }: { notes: BackstageNotes }) {
  const { t } = useTranslation('meeting');
  const { locale } = useLanguage();
  const { session, attempt, openPanel } = useTools();
  const { snapshot, me, panel } = useNow();
  const number = useGrouped();
  if (!isPanel(me, snapshot)) return null;
  const there = snapshot.participants.filter((person) => person.backstage === true && person.id !== me?.id).map(({ name }) => name);
  const own = me?.backstage === true;
  const last = notes.unread > 0 ? notes.all.at(-1) : undefined;
  if (!own && there.length === 0 && !last) return null;
  const names = new Intl.ListFormat(locale, { type: 'conjunction' }).format(there);
  return (
    <div role="group" aria-label={t('backstage.title')} className={banner.banner} data-backstage={own || undefined}>
      <span role="status">
        {own && t('backstage.here')} {there.length > 0 ? t('backstage.others', { names }) : own && t('backstage.alone')}
      </span>
      {last && (
        <span className={styles.last}>
          <b>{last.name}:</b> {last.text}
        </span>
      )}
      <Button
        size="small"
        icon={<MessageSquareText aria-hidden="true" size={18} strokeWidth={1.75} />}
        aria-expanded={panel === 'backstage'}
        onPress={() => openPanel(panel === 'backstage' ? undefined : 'backstage')}
      >
        {notes.unread > 0 ? t('backstage.unread', number(notes.unread)) : t('backstage.notes')}
      </Button>
      <Button size="small" variant={own ? 'primary' : 'secondary'} onPress={() => attempt(session.setBackstage(!own))}>
        {!own ? t('backstage.join') : me.stage === 'on' ? t('backstage.leave') : t('backstage.leaveInvited')}
      </Button>
    </div>
  );
}
