/** The screens this device shares, each with its sound. */
import type { RtpCodecCapability, Transport } from 'mediasoup-client/types';
import type { WireError } from '@saal/protocol';
import type { CaptureScreen } from './capture-screen.ts';
import type { Ask } from './connection.ts';
import { screenEncodings, screenSoundOptions } from './encodings.ts';
import type { OwnShare } from './model.ts';
import { randomId } from './random-id.ts';
import { Sender } from './sender.ts';
import type { Timers } from './timers.ts';

interface Share {
  own: OwnShare;
  picture: Sender;
  sound: Sender | undefined;
  stop: () => void;
}

export interface SharesOptions {
  ask: Ask;
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
  #transport: Transport | undefined;

  constructor(options: SharesOptions) {
    this.#options = options;
  }

  async start(options: { withSound: boolean }): Promise<void> {
    const captured = await this.#options.captureScreen(options);
    if (captured === undefined) return;
    const { video, sound } = captured;
    const shareId = randomId();
    const { ask, timers, maxLayerOf, videoCodec } = this.#options;
    const sender = (source: 'screen' | 'screen-audio') =>
      new Sender({
        source,
        ask,
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
      picture: sender('screen'),
      sound: sound && sender('screen-audio'),
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
    if (this.#transport !== undefined) this.transportReady(this.#transport);
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

  senders(): { shareId: string; sender: Sender; source: 'screen' | 'screen-audio' }[] {
    return [...this.#shares.values()].flatMap(({ own, picture, sound }) => [
      { shareId: own.shareId, sender: picture, source: 'screen' as const },
      ...(sound === undefined ? [] : [{ shareId: own.shareId, sender: sound, source: 'screen-audio' as const }]),
    ]);
  }

  transportReady(transport: Transport): void {
    this.#transport = transport;
    for (const { sender } of this.senders()) sender.transportReady(transport);
  }

  transportGone(): void {
    this.#transport = undefined;
    for (const { sender } of this.senders()) sender.transportGone();
  }

  #publish(): void {
    this.#options.onChanged([...this.#shares.values()].map(({ own }) => own));
  }
}
