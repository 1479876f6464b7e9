/** What `npm run bench` runs, in this order. */
import type { Result } from '../figures.ts';
import { applicationTax } from './application-tax.ts';
import { chatPage } from './chat-page.ts';
import { chatParked } from './chat-parked.ts';
import { chatSend } from './chat-send.ts';
import { chatSync } from './chat-sync.ts';
import { eventAudio } from './event-audio.ts';
import { fanOut } from './fan-out.ts';
import { forwardLatency } from './forward-latency.ts';
import { idleMemory } from './idle-memory.ts';
import { joinStorm } from './join-storm.ts';
import { joining } from './joining.ts';
import { directoryTeams } from './directory-teams.ts';
import { phoneBook } from './phone-book.ts';
import { slices } from './slices.ts';
import { smallMeetings } from './small-meetings.ts';
import { tileEconomy } from './tile-economy.ts';

/** @param workerBin binary of the media worker */
type Run = (workerBin: string, say: (line: string) => void) => Promise<Result>;

export const allRows: Readonly<Record<string, Run>> = {
  'fan-out': fanOut,
  'application-tax': applicationTax,
  'small-meetings': smallMeetings,
  'tile-economy': tileEconomy,
  'event-audio': eventAudio,
  'forward-latency': forwardLatency,
  joining,
  'join-storm': joinStorm,
  slices,
  'idle-memory': idleMemory,
  'chat-send': chatSend,
  'chat-sync': chatSync,
  'chat-parked': chatParked,
  'chat-page': chatPage,
  'directory-teams': directoryTeams,
  'phone-book': phoneBook,
};
