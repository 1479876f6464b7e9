import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Accounts } from '@saal/accounts';
import { createChat, type Chat, type ChatOptions } from '@saal/chat';
import { systemClock, type Database, type Logger } from '@saal/foundation';
import { turnCredentials } from '@saal/media';
import type { Meetings } from '@saal/meetings';
import { PersonId } from '@saal/protocol';
import type { Config } from './config/schema.ts';
import { isElsewhere } from './external.ts';
import { isOwnOrigin } from './http/origin.ts';
import { callsForChat, meetingsForChat } from './meeting-chat.ts';

/** Joins chat to the accounts and meetings of this house. @throws {ServerNameFixed} */
export async function startChat(
  config: Config,
  parts: {
    db: Database;
    databaseUrl: string;
    accounts: Accounts;
    meetings: Pick<Meetings, 'standing' | 'keyIn' | 'onStandingChanged' | 'openForRoom' | 'keepMembers'>;
    originOf: (request: IncomingMessage) => string;
    log: Logger;
  },
): Promise<Chat> {
  const { db, databaseUrl, accounts, meetings, originOf, log } = parts;
  const marked = <P extends { email: string }>(person: P) => ({
    ...person,
    isExternal: isElsewhere(person.email, config.SAAL_HOUSE_EMAIL_DOMAINS),
  });
  const chat = await createChat({
    ...{ db, databaseUrl, log, clock: systemClock, serverName: serverNameOf(config) },
    retention: {
      direct: config.SAAL_CHAT_RETENTION_DIRECT_DAYS,
      group: config.SAAL_CHAT_RETENTION_GROUP_DAYS,
      team: config.SAAL_CHAT_RETENTION_TEAM_DAYS,
      meeting: config.SAAL_CHAT_RETENTION_MEETING_DAYS,
      closed: config.SAAL_CHAT_RETENTION_DELETED_DAYS,
    },
    turn: (userId) => turnFor(config, userId),
    accounts: {
      async signedIn(cookie) {
        const viewer = await accounts.viewerOf(cookie);
        return viewer?.kind === 'person' ? { ...marked(viewer.person), sessionId: viewer.sessionId } : undefined;
      },
      async person(id) {
        const person = await accounts.person(PersonId.parse(id));
        return person && marked(person);
      },
      isOpen: (id) => accounts.isOpen(PersonId.parse(id)),
      prove: async (...given) => marked(await accounts.prove(...given)),
      search: async (text, limit) => (await accounts.search(text, limit)).map(marked),
    },
    push: { gateways: config.SAAL_PUSH_GATEWAYS, webPushHosts: config.SAAL_WEB_PUSH === 'on' ? config.SAAL_WEB_PUSH_HOSTS : [] },
    presence: config.SAAL_CHAT_PRESENCE === 'on',
    media: {
      folder: config.SAAL_CHAT_MEDIA_DIR ?? join(config.SAAL_DATA_DIR, 'chat-media'),
      uploadMaxBytes: config.SAAL_CHAT_UPLOAD_MAX_BYTES,
      quotaBytes: config.SAAL_CHAT_QUOTA_BYTES,
      previews: config.SAAL_CHAT_PREVIEWS === 'on',
    },
    meetings: meetingsForChat(meetings, accounts, marked),
    calls: callsForChat(meetings),
    groups: {
      all: () => accounts.groups.all(),
      people: async (groupId) => (await accounts.groups.people(groupId)).map(marked),
    },
    baseUrl: (request) => originOf(request.raw),
    ownOrigin: (request) => isOwnOrigin(request.raw, originOf(request.raw)),
  });
  const stopListening = accounts.onSessionEnded(({ personId, sessionId }) => {
    // One browser signed out says nothing of other clients; all of them do.
    const signedOut = sessionId === undefined ? chat.signOut(personId) : chat.sessionEnded(personId, sessionId);
    signedOut.catch((err: unknown) => log.error({ err, personId }, 'clients of chat could not be signed out'));
  });
  const stopListeningToRevoked = accounts.onAppPasswordRevoked(({ personId, appPasswordId }) => {
    chat
      .appPasswordRevoked(personId, appPasswordId)
      .catch((err: unknown) => log.error({ err, personId }, 'clients of a revoked app password could not be signed out'));
  });
  const stopFollowingGroups = accounts.groups.onChanged(() => chat.groupsChanged());
  const stopFollowing = meetings.onStandingChanged((meetingId) => chat.meetingChanged(meetingId));
  return {
    ...chat,
    close: async () => {
      stopListening();
      stopListeningToRevoked();
      stopFollowing();
      stopFollowingGroups();
      await chat.close();
    },
  };
}

/** The relay of meetings serves calls of other clients as well. */
function turnFor(config: Config, userId: string): ReturnType<NonNullable<ChatOptions['turn']>> {
  const { SAAL_TURN_URLS: uris, SAAL_TURN_SECRET: secret, SAAL_TURN_TTL_S: ttl } = config;
  if (uris.length === 0 || secret === undefined) return undefined;
  const { username = '', credential = '' } = turnCredentials({ urls: uris, secret }, userId, systemClock.now(), ttl * 1_000);
  return { username, password: credential, uris, ttl };
}

/** Without an address of its own a server is tried on one machine. */
function serverNameOf({ SAAL_CHAT_SERVER_NAME: name, SAAL_PUBLIC_URL: url }: Config): string {
  return name ?? (url === undefined ? 'localhost' : new URL(url).hostname);
}
