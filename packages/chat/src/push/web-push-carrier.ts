/** To our own pages in browsers that are closed, through the push service of the browser's vendor, which can read nothing of it. */
import { randomBytes } from 'node:crypto';
import type { Clock, Logger } from '@saal/foundation';
import { z } from 'zod';
import { member } from '../json.ts';
import type { PushCarrier, Pusher, PushMessage } from '../push-ports.ts';
import { allows } from './allowed-hosts.ts';
import { post } from './post.ts';
import { newWebPushKey, proof, sealed, type WebPushKey } from './web-push-sealing.ts';

/** Then it is old; the page shows everything when it is opened anyway. */
const KEPT_S = 24 * 3600;

const bytes = (count: number) =>
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((found) => found.length === count, { message: `must be ${count} bytes` });

/** As `PushSubscription.toJSON()` of a browser has it; `pushkey` is its `p256dh`. */
const Data = z.object({ endpoint: z.url({ protocol: /^https?$/ }).max(2_000), auth: bytes(16) });
const PublicKey = bytes(65);

export class WebPushCarrier implements PushCarrier {
  readonly #key: WebPushKey;
  readonly #hosts: readonly string[];
  readonly #subject: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  /** @param options.hosts of push services, like `fcm.googleapis.com` or `*.push.apple.com`: no other is ever contacted */
  constructor(options: { key: WebPushKey; hosts: readonly string[]; subject: string; clock: Clock; log: Logger }) {
    this.#key = options.key;
    this.#hosts = options.hosts;
    this.#subject = options.subject;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  mayReach(pusher: Pusher): boolean {
    const data = Data.safeParse(member(pusher.profile, 'data'));
    return data.success && allows(this.#hosts, data.data.endpoint);
  }

  async carry(pusher: Pusher, { roomId, event, unread, tweaks }: PushMessage): Promise<'told' | 'gone' | 'failed'> {
    const data = Data.safeParse(member(pusher.profile, 'data'));
    const p256dh = PublicKey.safeParse(pusher.pushkey);
    if (!data.success || !p256dh.success) return 'gone';
    const { endpoint, auth } = data.data;
    // Not a word of it: the page fetches what it shows by itself.
    const text = JSON.stringify({ event_id: event.eventId, room_id: roomId, counts: { unread }, highlight: tweaks['highlight'] === true });
    const once = { key: newWebPushKey(), salt: randomBytes(16) };
    const headers = {
      authorization: proof(this.#key, new URL(endpoint).origin, this.#subject, this.#clock.now()),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: String(KEPT_S),
      urgency: tweaks['highlight'] === true || 'sound' in tweaks ? 'high' : 'normal',
    };
    const answer = await post(endpoint, headers, sealed(Buffer.from(text), { p256dh: p256dh.data, auth }, once));
    if (answer.status >= 200 && answer.status < 300) return 'told';
    if (answer.status === 404 || answer.status === 410) return 'gone';
    this.#log.warn({ host: new URL(endpoint).host, status: answer.status, err: answer.error }, 'a push service did not take a message');
    return 'failed';
  }
}
