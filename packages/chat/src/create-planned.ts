/** Joins what sends messages at their time. */
import type { Chatters } from './chatters.ts';
import type { Ground } from './create-ground.ts';
import type { HouseAccounts } from './http/context.ts';
import { PlannedMessages } from './planned-messages.ts';
import { PostgresPlannedStore } from './postgres/planned-store.ts';
import type { Rooms } from './rooms.ts';

interface Parts {
  rooms: Rooms;
  chatters: Chatters;
  accounts: HouseAccounts;
}

export function createPlanned({ db, clock, log }: Ground, { rooms, chatters, accounts }: Parts): PlannedMessages {
  const planned = new PlannedMessages({
    ...{ store: new PostgresPlannedStore(db), rooms, clock },
    async isHere(userId) {
      const personId = (await chatters.byId(userId))?.personId;
      return personId !== undefined && (await accounts.isOpen(personId));
    },
    failed: (error) => log.error({ err: error }, 'planned messages could not be sent; the next look tries again'),
  });
  planned.start();
  return planned;
}
