import type { Snapshot } from '@saal/protocol';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sharesOf } from '../view/scene.ts';
import type { Announcer } from './announcer.ts';
import { comings } from './batch.ts';

/** Says what changed between two states of the meeting and what one cannot hear: who came, hands, shares, the lock. */
export function useAnnouncements(snapshot: Snapshot, announcer: Announcer, connected: boolean): void {
  const { t } = useTranslation('meeting');
  const last = useRef<{ snapshot: Snapshot; connected: boolean }>({ snapshot, connected });

  useEffect(() => {
    const before = last.current;
    last.current = { snapshot, connected };
    // That it was lost, and who knocks, is read out by the notices themselves.
    if (connected && !before.connected) announcer.say(t('say.reconnected'));
    if (before.snapshot === snapshot) return;
    const was = before.snapshot;
    announcer.came(comings(was.participants, snapshot.participants, snapshot.me.participantId));

    const handWas = new Map(was.participants.map((person) => [person.id, person.handRaisedAtMs]));
    for (const person of snapshot.participants) {
      if (person.id !== snapshot.me.participantId && person.handRaisedAtMs !== null && handWas.get(person.id) === null)
        announcer.say(t('say.hand', { name: person.name }));
    }
    const [sharesWere, sharesAre] = [sharesOf(was), sharesOf(snapshot)];
    for (const share of sharesAre)
      if (!share.own && !sharesWere.some((one) => one.shareId === share.shareId)) announcer.say(t('say.shareBegan', { name: share.name }));
    for (const share of sharesWere)
      if (!share.own && !sharesAre.some((one) => one.shareId === share.shareId)) announcer.say(t('say.shareEnded', { name: share.name }));

    if (snapshot.meeting.locked !== was.meeting.locked) announcer.say(t(snapshot.meeting.locked ? 'say.locked' : 'say.unlocked'));
  }, [announcer, connected, snapshot, t]);
}
