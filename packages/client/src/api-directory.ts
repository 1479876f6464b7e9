/** The phone book, and the directory people come from. */
import type {
  DirectoryRunView,
  DirectoryState,
  DirectoryTeamPerson,
  DirectoryTeamView,
  PhoneBookEntry,
  PhoneBookPage,
  ScimTokenView,
} from '@saal/protocol';

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export function directoryCalls(ask: Ask) {
  const id = encodeURIComponent;
  return {
    /** Best match first. @param text empty: one's own department */
    phoneBook: (text: string) => ask<PhoneBookPage>('GET', `/people/search?text=${id(text)}`),
    phoneBookEntry: (personId: string) => ask<PhoneBookEntry>('GET', `/people/${id(personId)}/card`),
    /** Their name in chat. */
    chatUserOf: async (personId: string): Promise<string> =>
      (await ask<{ userId: string }>('GET', `/v1/chat/people/${id(personId)}`)).userId,
    directory: () => ask<DirectoryState>('GET', '/directory'),
    /** Reads everybody now. What comes back may wait for consent. */
    readDirectory: () => ask<DirectoryRunView>('POST', '/directory/runs'),
    scimTokens: () => ask<{ tokens: ScimTokenView[] }>('GET', '/directory/tokens'),
    /** Its secret is told once. @param body.linkByEmail may take over accounts made here */
    makeScimToken: (body: { name: string; linkByEmail: boolean }) => ask<{ id: string; secret: string }>('POST', '/directory/tokens', body),
    revokeScimToken: async (tokenId: string): Promise<void> => {
      await ask<unknown>('DELETE', `/directory/tokens/${id(tokenId)}`);
    },
    /** Groups that are teams, and how far their teams follow them. */
    directoryTeams: () => ask<{ teams: DirectoryTeamView[] }>('GET', '/v1/chat/directory-teams'),
    /** The first that fit, moderators before others. */
    directoryTeamPeople: (teamId: string, text: string) =>
      ask<{ people: DirectoryTeamPerson[]; more: boolean }>('GET', `/v1/chat/directory-teams/${id(teamId)}/people?text=${id(text)}`),
    setDirectoryModerator: async (teamId: string, userId: string, moderates: boolean): Promise<void> => {
      await ask<unknown>('PUT', `/v1/chat/directory-teams/${id(teamId)}/moderators/${id(userId)}`, { moderates });
    },
    confirmDirectoryRun: (runId: string) => ask<DirectoryRunView>('POST', `/directory/runs/${id(runId)}/confirm`),
  };
}
