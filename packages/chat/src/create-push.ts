/** Joins what tells clients that are not there. */
import type { Clock, Logger } from '@saal/foundation';
import { ownWebPushKey, PostgresPusherStore } from './postgres/pusher-store.ts';
import type { ChatDatabase } from './postgres/tables.ts';
import { PushDelivery, type PushDeliveryOptions } from './push-delivery.ts';
import { WEB_PUSH, type PusherStore } from './push-ports.ts';
import { GatewayCarrier } from './push/gateway-carrier.ts';
import { WebPushCarrier } from './push/web-push-carrier.ts';
import { newWebPushKey } from './push/web-push-sealing.ts';

/** Which hosts of others may be told something; without any nobody is contacted. */
export interface PushWish {
  /** Of apps of others: hosts, or whole origins. */
  gateways: readonly string[];
  /** Push services of browsers: hosts (`*.push.apple.com`), or whole origins. */
  webPushHosts: readonly string[];
}

type Parts = Pick<PushDeliveryOptions, 'notices' | 'rules' | 'reader' | 'sync' | 'readerData'> & {
  db: ChatDatabase;
  serverName: string;
  clock: Clock;
  log: Logger;
};

export async function createPush(
  wish: PushWish | undefined,
  { db, serverName, log, ...parts }: Parts,
): Promise<{ delivery: PushDelivery; pushers: PusherStore; webPushKey: string | undefined }> {
  const { gateways = [], webPushHosts = [] } = wish ?? {};
  const pushers = new PostgresPusherStore(db, () => parts.reader.position());
  const key = webPushHosts.length > 0 ? await ownWebPushKey(db, parts.clock, newWebPushKey) : undefined;
  const carriers = {
    ...(gateways.length > 0 ? { http: new GatewayCarrier({ gateways, log }) } : {}),
    ...(key
      ? { [WEB_PUSH]: new WebPushCarrier({ key, hosts: webPushHosts, subject: `https://${serverName}`, clock: parts.clock, log }) }
      : {}),
  };
  const failed = (err: unknown): void => log.error({ err }, 'clients could not be told of news');
  const delivery = new PushDelivery({ ...parts, pushers, carriers, failed });
  return { delivery, pushers, webPushKey: key?.publicKey.toString('base64url') };
}
