import { createHmac } from 'node:crypto';
import type { IceServer } from '@saal/protocol';

export interface TurnAccess {
  /** `turn:` and `turns:` URLs of one relay that shares the secret (coturn: `use-auth-secret`, `static-auth-secret`). */
  urls: string[];
  secret: string;
}

/**
 * Short-lived credentials of a TURN relay: coturn's "REST API" form, where the user name carries the expiry and the
 * password is its HMAC-SHA1, so that relay and server share a secret and no list of users.
 * @param deviceId whose they are: it stands in the relay's log
 * @param lifetimeMs how long a new allocation may be made with them; running ones live on
 * Source: draft-uberti-behave-turn-rest-00, section 2.2
 */
export function turnCredentials(access: TurnAccess, deviceId: string, nowMs: number, lifetimeMs: number): IceServer {
  const username = `${Math.floor((nowMs + lifetimeMs) / 1000)}:${deviceId}`;
  const credential = createHmac('sha1', access.secret).update(username).digest('base64');
  return { urls: access.urls, username, credential };
}
