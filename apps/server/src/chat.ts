import type { IncomingMessage } from 'node:http';
import type { Accounts } from '@saal/accounts';
import { createChat, type Chat } from '@saal/chat';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import type { Meetings } from '@saal/meetings';
import { PersonId } from '@saal/protocol';
import type { Config } from './config/schema.ts';
import { isOwnOrigin } from './http/origin.ts';
import { meetingsForChat } from './meeting-chat.ts';

/** Joins chat to the accounts and meetings of this house. @throws {ServerNameFixed} */
export async function startChat(
  config: Config,
  parts: {
    db: Database;
    databaseUrl: string;
    accounts: Accounts;
    meetings: Pick<Meetings, 'standing' | 'onStandingChanged'>;
    originOf: (request: IncomingMessage) => string;
    log: Logger;
  },
): Promise<Chat> {
  const { db, databaseUrl, accounts, meetings, originOf, log } = parts;
  const chat = await createChat({
    ...{ db, databaseUrl, log, clock: systemClock, serverName: serverNameOf(config) },
    accounts: {
      async signedIn(cookie) {
        const viewer = await accounts.viewerOf(cookie);
        return viewer?.kind === 'person' ? viewer.person : undefined;
      },
      person: (id) => accounts.person(PersonId.parse(id)),
      prove: (claim, caller) => accounts.prove(claim, caller),
      search: (text, limit) => accounts.search(text, limit),
    },
    meetings: meetingsForChat(meetings, accounts),
    baseUrl: (request) => originOf(request.raw),
    ownOrigin: (request) => isOwnOrigin(request.raw, originOf(request.raw)),
  });
  const stopListening = accounts.onSessionEnded(({ personId, sessionId }) => {
    // One browser signed out says nothing of other clients; all of them do.
    if (sessionId !== undefined) return;
    chat.signOut(personId).catch((err: unknown) => log.error({ err, personId }, 'clients of chat could not be signed out'));
  });
  const stopFollowing = meetings.onStandingChanged((meetingId) => chat.meetingChanged(meetingId));
  return {
    ...chat,
    close: async () => {
      stopListening();
      stopFollowing();
      await chat.close();
    },
  };
}

/** Without an address of its own a server is tried on one machine. */
function serverNameOf({ SAAL_CHAT_SERVER_NAME: name, SAAL_PUBLIC_URL: url }: Config): string {
  return name ?? (url === undefined ? 'localhost' : new URL(url).hostname);
}
