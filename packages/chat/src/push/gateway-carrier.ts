/** To apps of others, through the push gateway that they name (push gateway API) — if this house allows that gateway. */
import type { Logger } from '@saal/foundation';
import { z } from 'zod';
import { isObject, member, type JsonObject } from '../json.ts';
import type { PushCarrier, Pusher, PushMessage } from '../push-ports.ts';
import { allows } from './allowed-hosts.ts';
import { post } from './post.ts';

const PATH = '/_matrix/push/v1/notify';
const Answer = z.object({ rejected: z.array(z.string()).default([]) });

export class GatewayCarrier implements PushCarrier {
  readonly #gateways: readonly string[];
  readonly #log: Logger;

  /** @param options.gateways no other is ever contacted */
  constructor(options: { gateways: readonly string[]; log: Logger }) {
    this.#gateways = options.gateways;
    this.#log = options.log;
  }

  mayReach(pusher: Pusher): boolean {
    const url = urlOf(pusher);
    return url !== undefined && new URL(url).pathname === PATH && allows(this.#gateways, url);
  }

  async carry(pusher: Pusher, message: PushMessage): Promise<'told' | 'gone' | 'failed'> {
    const url = urlOf(pusher) ?? '';
    const answer = await post(url, { 'content-type': 'application/json' }, JSON.stringify({ notification: notification(pusher, message) }));
    if (answer.status !== 200) {
      this.#log.warn({ host: new URL(url).host, status: answer.status, err: answer.error }, 'a push gateway did not take a message');
      return 'failed';
    }
    return rejected(answer.text).includes(pusher.pushkey) ? 'gone' : 'told';
  }
}

function notification({ appId, pushkey, profile }: Pusher, { roomId, event, tweaks, unread }: PushMessage): JsonObject {
  const given = member(profile, 'data');
  const { url: _url, ...data } = isObject(given) ? given : {};
  const { type, sender, content } = event.pdu;
  const isUrgent = tweaks['highlight'] === true || 'sound' in tweaks || type === 'm.room.encrypted';
  const told: JsonObject = {
    ...{ event_id: event.eventId, room_id: roomId, counts: { unread }, prio: isUrgent ? 'high' : 'low' },
    devices: [{ app_id: appId, pushkey, data, tweaks }],
  };
  return member(data, 'format') === 'event_id_only' ? told : { ...told, type, sender, content };
}

function urlOf({ profile }: Pusher): string | undefined {
  const data = member(profile, 'data');
  const url = isObject(data) ? member(data, 'url') : undefined;
  return typeof url === 'string' && URL.canParse(url) ? url : undefined;
}

/** A gateway that answers something else has taken it all the same. */
function rejected(text: string): string[] {
  try {
    const answer = Answer.safeParse(JSON.parse(text));
    return answer.success ? answer.data.rejected : [];
  } catch {
    return [];
  }
}
