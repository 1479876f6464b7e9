import type { Snapshot } from '@saal/protocol';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Announcer } from './announcer.ts';
import { changesToSay, comingsBetween } from './say-changes.ts';

/** Says what changed between two states of the meeting and what one cannot hear: who came, hands, shares, the stage, the lock. */
export function useAnnouncements(snapshot: Snapshot, announcer: Announcer, connected: boolean): void {
  const { t } = useTranslation('meeting');
  const last = useRef<{ snapshot: Snapshot; connected: boolean }>({ snapshot, connected });

  useEffect(() => {
    const before = last.current;
    last.current = { snapshot, connected };
    // That it was lost, and who knocks, is read out by the notices themselves.
    if (connected && !before.connected) announcer.say(t('say.reconnected'));
    if (before.snapshot === snapshot) return;
    announcer.came(comingsBetween(before.snapshot, snapshot));
    for (const { kind, ...values } of changesToSay(before.snapshot, snapshot)) announcer.say(t(`say.${kind}`, values));
  }, [announcer, connected, snapshot, t]);
}
