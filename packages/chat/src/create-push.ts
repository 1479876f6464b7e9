/** Joins what tells clients that are not there. */
import type { Ground } from './create-ground.ts';
import { PostgresPushRuleStore } from './postgres/push-rule-store.ts';
import { ownWebPushKey, PostgresPusherStore } from './postgres/pusher-store.ts';
import { PushDelivery, type PushDeliveryOptions } from './push-delivery.ts';
import { WEB_PUSH } from './push-ports.ts';
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

type Parts = Pick<PushDeliveryOptions, 'notices' | 'reader' | 'sync' | 'readerData'>;

export async function createPush(wish: PushWish | undefined, { db, news, changes, serverName, clock, log }: Ground, parts: Parts) {
  const { gateways = [], webPushHosts = [] } = wish ?? {};
  const pushers = new PostgresPusherStore(db, () => parts.reader.position());
  const key = webPushHosts.length > 0 ? await ownWebPushKey(db, clock, newWebPushKey) : undefined;
  const carriers = {
    ...(gateways.length > 0 ? { http: new GatewayCarrier({ gateways, log }) } : {}),
    ...(key ? { [WEB_PUSH]: new WebPushCarrier({ key, hosts: webPushHosts, subject: `https://${serverName}`, clock, log }) } : {}),
  };
  const failed = (err: unknown): void => log.error({ err }, 'clients could not be told of news');
  const { notices, reader, sync, readerData } = parts;
  const pushRules = new PostgresPushRuleStore(changes);
  const delivery = new PushDelivery({ notices, reader, sync, readerData, rules: pushRules, pushers, carriers, clock, failed });
  news.onRooms = (changed) => delivery.roomsChanged(changed);
  return { delivery, pushers, pushRules, webPushKey: key?.publicKey.toString('base64url') };
}
