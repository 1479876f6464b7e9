import type { ParticipantId } from '@saal/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTools } from '../room/room-context.ts';

export type BackstageNote = { id: number; participantId: ParticipantId | undefined; name: string; text: string; atMs: number };
export type BackstageNotes = {
  /** Oldest first, since one came in; nothing is kept elsewhere. */
  all: readonly BackstageNote[];
  /** Of others, since the panel was open last. */
  unread: number;
};

const mostKept = 200;

/** What the panel writes among itself, said once where it is not being read. @param reading whether the notes are in sight */
export function useBackstageNotes(reading: boolean): BackstageNotes {
  const { t } = useTranslation('meeting');
  const { session, announcer } = useTools();
  const [all, setAll] = useState<readonly BackstageNote[]>([]);
  const [readUpTo, setReadUpTo] = useState(0);
  const say = useRef<(note: BackstageNote) => void>(() => undefined);
  useEffect(() => {
    say.current = ({ name, text }) => announcer.say(t('backstage.say', { name, text }));
  });
  useEffect(
    () =>
      session.onNotice(({ id, kind, participantId, byName = '', text, atMs = 0 }) => {
        if (kind !== 'backstage-note' || text === undefined) return;
        const note = { id, participantId, name: byName, text, atMs };
        setAll((last) => [...last.slice(1 - mostKept), note]);
        say.current(note);
      }),
    [session],
  );
  const newest = all.at(-1)?.id ?? 0;
  const read = useCallback(() => setReadUpTo((last) => Math.max(last, newest)), [newest]);
  useEffect(() => {
    if (reading) read();
  }, [read, reading]);
  return { all, unread: reading ? 0 : all.filter(({ id }) => id > readUpTo).length };
}
