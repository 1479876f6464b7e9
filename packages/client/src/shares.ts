/** The screens this device shares, each with its sound. */
import type { RtpCodecCapability, Transport } from 'mediasoup-client/types';
import type { WireError } from '@saal/protocol';
import type { CaptureScreen } from './capture-screen.ts';
import { screenEncodings, screenSoundOptions } from './encodings.ts';
import type { OwnShare } from './model.ts';
import { OwnStream, type Way } from './own-stream.ts';
import { randomId } from './random-id.ts';
import type { Timers } from './timers.ts';

interface Share {
  own: OwnShare;
  picture: OwnStream;
  sound: OwnStream | undefined;
  stop: () => void;
}

export interface SharesOptions {
  timers: Timers;
  captureScreen: CaptureScreen;
  maxLayerOf: (producerId: string) => number;
  videoCodec: () => RtpCodecCapability | undefined;
  onChanged: (shares: OwnShare[]) => void;
  onRefused: (error: WireError) => void;
}

export class Shares {
  readonly #options: SharesOptions;
  readonly #shares = new Map<string, Share>();
  readonly #transports = new Map<Way, Transport>();
  #present: Way | undefined;

  constructor(options: SharesOptions) {
    this.#options = options;
  }

  async start(options: { withSound: boolean }): Promise<void> {
    const captured = await this.#options.captureScreen(options);
    if (captured === undefined) return;
    const { video, sound } = captured;
    const shareId = randomId();
    const { timers, maxLayerOf, videoCodec } = this.#options;
    const stream = (source: 'screen' | 'screen-audio') =>
      new OwnStream({
        source,
        timers,
        maxLayerOf,
        onChanged: () => undefined,
        onRefused: (error) => {
          this.stop(shareId);
          this.#options.onRefused(error);
        },
      });
    const ended = () => this.stop(shareId); // by the browser's own bar, or because the window was closed
    video.addEventListener('ended', ended);
    const share: Share = {
      own: { shareId, track: video, withSound: sound !== undefined },
      picture: stream('screen'),
      sound: sound && stream('screen-audio'),
      stop: () => {
        video.removeEventListener('ended', ended);
        video.stop();
        sound?.stop();
      },
    };
    this.#shares.set(shareId, share);
    const codec = videoCodec();
    share.picture.want({ track: video, sending: true, encodings: screenEncodings(), shareId, ...(codec ? { codec } : {}) });
    share.sound?.want({ track: sound, sending: true, codecOptions: screenSoundOptions(), shareId });
    for (const one of [share.picture, share.sound]) {
      if (this.#present !== undefined) one?.use(this.#present);
      for (const [way, transport] of this.#transports) one?.transportReady(way, transport);
    }
    this.#publish();
  }

  stop(shareId: string): void {
    const share = this.#shares.get(shareId);
    if (share === undefined) return;
    this.#shares.delete(shareId);
    share.picture.want(undefined);
    share.sound?.want(undefined);
    share.stop();
    this.#publish();
  }

  stopAll(): void {
    for (const shareId of [...this.#shares.keys()]) this.stop(shareId);
  }

  streams(): { shareId: string; stream: OwnStream; source: 'screen' | 'screen-audio' }[] {
    return [...this.#shares.values()].flatMap(({ own, picture, sound }) => [
      { shareId: own.shareId, stream: picture, source: 'screen' as const },
      ...(sound === undefined ? [] : [{ shareId: own.shareId, stream: sound, source: 'screen-audio' as const }]),
    ]);
  }

  transportReady(way: Way, transport: Transport): void {
    this.#transports.set(way, transport);
    for (const { stream } of this.streams()) stream.transportReady(way, transport);
  }

  transportGone(way: Way): void {
    this.#transports.delete(way);
    for (const { stream } of this.streams()) stream.transportGone(way);
  }

  ended(way: Way): void {
    this.#transports.delete(way);
    for (const { stream } of this.streams()) stream.ended(way);
  }

  use(way: Way): void {
    this.#present = way;
    for (const { stream } of this.streams()) stream.use(way);
  }

  #publish(): void {
    this.#options.onChanged([...this.#shares.values()].map(({ own }) => own));
  }
}
