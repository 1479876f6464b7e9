/** What every part of the meeting screen may use: the meeting, the devices, one's own view, and the ways to tell something. */
import type { Devices, MediaSession, MeetingSession } from '@saal/client';
import type { ParticipantView, Right, Snapshot } from '@saal/protocol';
import { createContext, use } from 'react';
import type { ShortcutSettings } from '../shortcuts/shortcuts.ts';
import type { Hues } from '../view/hues.ts';
import type { ViewChange, ViewChoices } from '../view/view-choices.ts';
import type { WatchedTiles } from '../model/watched-tiles.ts';
import type { Announcer } from '../announce/announcer.ts';

export type PanelName = 'people' | 'chat' | 'questions' | 'backstage' | 'settings' | 'diagnostics';
export type DialogName = 'leave' | 'end' | 'mute-all' | { remove: ParticipantView } | { size: 'stage' | 'event' };

/** The same for the whole stay: parts that use only this are not drawn again when the meeting changes. */
export type RoomTools = {
  session: MeetingSession;
  media: MediaSession;
  devices: Devices;
  watched: WatchedTiles;
  announcer: Announcer;
  /** Absolute link of the meeting, for others. */
  link: string;
  /** A policy of the house: the link is good for people with an account only. */
  guestsRefused: boolean;
  changeView: (change: ViewChange) => void;
  /** Opens a panel (`section`: where to look in it), or closes it. */
  openPanel: (panel: PanelName | undefined, section?: 'shortcuts') => void;
  openDialog: (dialog: DialogName | undefined) => void;
  copyLink: () => void;
  /** Leaves; a last host is asked first who takes over. */
  leave: () => void;
  /** Runs a command; a refusal is shown as a notice in the person's words. */
  attempt: (command: Promise<unknown>) => void;
  changeShortcuts: (settings: ShortcutSettings) => void;
  setAnnounceComings: (on: boolean) => void;
  setAudioOnly: (on: boolean) => void;
  moveSeat: (id: ParticipantView['id'], by: number) => void;
};

/** Changes while the meeting runs. */
export type RoomNow = {
  snapshot: Snapshot;
  me: ParticipantView | undefined;
  choices: ViewChoices;
  hues: Hues;
  panel: PanelName | undefined;
  panelSection: 'shortcuts' | undefined;
  dialog: DialogName | undefined;
  shortcuts: ShortcutSettings;
  announceComings: boolean;
  audioOnly: boolean;
  narrow: boolean;
};

export const RoomToolsContext = createContext<RoomTools | undefined>(undefined);
export const RoomNowContext = createContext<RoomNow | undefined>(undefined);

export function useTools(): RoomTools {
  const tools = use(RoomToolsContext);
  if (!tools) throw new Error('used outside of a meeting room');
  return tools;
}

export function useNow(): RoomNow {
  const now = use(RoomNowContext);
  if (!now) throw new Error('used outside of a meeting room');
  return now;
}

/** Whether somebody holds a right now. */
export function holds(person: Pick<ParticipantView, 'rights'> | undefined, right: Right): boolean {
  return person?.rights.includes(right) ?? false;
}
