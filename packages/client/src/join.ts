/** Entering a meeting: what is loaded when somebody is about to enter, not with the first page. */
import type { Device } from 'mediasoup-client/types';
import type { DeviceId, MeetingId, Snapshot } from '@saal/protocol';
import { createApi } from './api.ts';
import { captureScreenInBrowser, type CaptureScreen } from './capture-screen.ts';
import { OwnStay } from './meeting-session.ts';
import type { Devices, MeetingSession } from './model.ts';
import { watchBrowserNetwork, type WatchNetwork } from './network-changes.ts';
import type { WantedPicture } from './pictures.ts';
import { openBrowserSocket, type OpenSocket } from './socket.ts';
import { deviceIdOfTab, renewDeviceIdOfTab } from './tab-device-id.ts';
import { systemTimers, type Timers } from './timers.ts';

export { createAudioOutput, type AudioOutput, type AudioOutputOptions } from './audio-output.ts';
export type { CaptureScreen } from './capture-screen.ts';
export type { OpenSocket, WebSocketLike } from './socket.ts';

export interface JoinMeetingOptions {
  meetingId: MeetingId;
  /** Guests only. */
  name?: string;
  passcode?: string;
  devices: Devices;
  /** Default: that of this tab (sessionStorage). */
  deviceId?: DeviceId;
  /** Default: `/api/ws` of the page's own host. */
  url?: string;
  /** Default: `POST /api/guest`. A program with its own cookie needs none. */
  ensureIdentity?: () => Promise<void>;
  /** Default: the browser's WebSocket. Outside a browser: one that sends Cookie and Origin. */
  openSocket?: OpenSocket;
  /** Default: mediasoup-client's for this browser. `null`: signalling only, no media. */
  createMediaDevice?: (() => Promise<Device>) | null;
  captureScreen?: CaptureScreen;
  /** What the screen will most likely show first, asked for while it is still being drawn. Default: nothing. */
  expectPictures?: (snapshot: Snapshot) => WantedPicture[];
  timers?: Timers;
  /** 0..1 */
  random?: () => number;
  watchNetwork?: WatchNetwork;
}

async function createBrowserMediaDevice(): Promise<Device> {
  const { Device: BrowserDevice } = await import('mediasoup-client');
  return BrowserDevice.factory();
}

/** Loads the media part ahead, so that pressing "join" need not wait for it. */
export async function preloadMedia(): Promise<void> {
  await import('mediasoup-client');
}

function pageUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/ws`;
}

/**
 * Enters a meeting, or its lobby, and stays in it over lost connections until `leave`, `dispose` or the meeting's end.
 * Never throws: refusals are the state `failed`.
 */
export function joinMeeting(options: JoinMeetingOptions): MeetingSession {
  const { createMediaDevice } = options;
  return new OwnStay({
    meetingId: options.meetingId,
    name: options.name,
    passcode: options.passcode,
    devices: options.devices,
    deviceId: options.deviceId ?? deviceIdOfTab(),
    renewDeviceId: () => renewDeviceIdOfTab(),
    url: options.url ?? pageUrl(),
    ensureIdentity: options.ensureIdentity ?? (() => createApi().guest()),
    openSocket: options.openSocket ?? openBrowserSocket,
    createMediaDevice: createMediaDevice === null ? undefined : (createMediaDevice ?? createBrowserMediaDevice),
    captureScreen: options.captureScreen ?? captureScreenInBrowser,
    expectPictures: options.expectPictures,
    timers: options.timers ?? systemTimers,
    random: options.random ?? Math.random,
    watchNetwork: options.watchNetwork ?? watchBrowserNetwork,
  });
}
