import type { DeviceId, MeetingId, Snapshot } from '@saal/protocol';
import type { ConnectionOptions } from './connection.ts';
import type { MediaSessionOptions } from './media-session.ts';
import type { WantedPicture } from './pictures.ts';

export interface SessionOptions
  extends Omit<MediaSessionOptions, 'ask' | 'signalling'>, Pick<ConnectionOptions, 'url' | 'openSocket' | 'random'> {
  meetingId: MeetingId;
  deviceId: DeviceId;
  name: string | undefined;
  passcode: string | undefined;
  /** What the screen will most likely show first, asked for while it is still being drawn. */
  expectPictures: ((snapshot: Snapshot) => WantedPicture[]) | undefined;
  /** Sees to it that the browser has an identity (the guest's cookie); also asked again when the server knows it no more. */
  ensureIdentity: () => Promise<void>;
  /** Another id for this device, when the server knows the present one as somebody else's. */
  renewDeviceId: () => DeviceId;
}
