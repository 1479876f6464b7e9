import type { Dispatcher } from 'undici';
import type { CalendarServers } from '../ports.ts';
import { caldavAccount, type Reading } from './caldav-account.ts';
import { DavClient } from './dav-client.ts';

/** The servers an operator named. */
export function caldavServers(
  named: readonly { id: string; name: string; url: string }[],
  dispatcher: Dispatcher,
  read: Reading,
): CalendarServers {
  return {
    list: () => named.map(({ id, name }) => ({ id, name, asksPassword: true })),
    account(server, who) {
      const found = named.find(({ id }) => id === server);
      return found && caldavAccount(new DavClient(found.url, who, dispatcher), read);
    },
  };
}
