import type { Devices, MeetingSession } from '@saal/client';
import { createAudioOutput, type AudioOutput } from '@saal/client/join';
import { createAnnouncer, type Announcer } from '../announce/announcer.ts';
import type { Told } from '../announce/batch.ts';
import { createWatchedTiles, type WatchedTiles } from '../model/watched-tiles.ts';
import { loadComfort } from './comfort.ts';

/** What lives as long as the room is on the screen, and ends with it. */
export type OwnedByRoom = { audio: AudioOutput; announcer: Announcer; watched: WatchedTiles; close: () => void };

/** @param words of comings and goings, in the language shown */
export function ownedByRoom(session: MeetingSession, devices: Devices, words: (told: Told) => string): OwnedByRoom {
  const audio = createAudioOutput({ session, devices });
  const watched = createWatchedTiles((tiles) => session.media.watch(tiles));
  const announcer = createAnnouncer({
    peopleNow: () => {
      const state = session.get();
      return state.phase === 'in' ? state.snapshot.counts.inside : 0;
    },
    wanted: () => loadComfort(localStorage).announceComings,
    words,
  });
  const close = () => {
    audio.dispose();
    watched.close();
    announcer.close();
  };
  return { audio, announcer, watched, close };
}
