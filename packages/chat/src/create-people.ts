/** Joins who somebody is: names in chat, their devices, and how one signs in. */
import { hashSecret, newSecret } from '@saal/foundation';
import { Chatters } from './chatters.ts';
import type { Ground } from './create-ground.ts';
import { Devices } from './devices.ts';
import { LoginTokens } from './login-tokens.ts';
import { PostgresChatterStore } from './postgres/chatter-store.ts';
import { PostgresDeviceStore } from './postgres/device-store.ts';
import { PostgresLoginTokenStore } from './postgres/login-token-store.ts';

const secrets = { newSecret, hash: hashSecret };

export function createPeople({ db, changes, kept, serverName, clock }: Ground) {
  return {
    chatters: new Chatters(new PostgresChatterStore(db, clock), serverName),
    devices: new Devices({ store: new PostgresDeviceStore(changes, kept.tokens), secrets, clock }),
    loginTokens: new LoginTokens({ store: new PostgresLoginTokenStore(db), secrets, clock }),
  };
}
