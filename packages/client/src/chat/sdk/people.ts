/** People as chat shows them. */
import type { MatrixClient, RoomMember as SdkMember } from 'matrix-js-sdk';
import type { ChatPerson } from '../model.ts';

const AVATAR_PX = 96;

/** A picture of Matrix (`mxc://server/id`) as an address of ours; anything else is no picture that is shown (P01). */
export function pictureUrl(address: string | undefined): string | undefined {
  if (address?.startsWith('/api/')) return address;
  const [, server, id] = /^mxc:\/\/([^/?#]+)\/([\w-]+)$/.exec(address ?? '') ?? [];
  if (server === undefined || id === undefined) return undefined;
  const query = `width=${AVATAR_PX}&height=${AVATAR_PX}&method=crop`;
  return `/_matrix/client/v1/media/thumbnail/${encodeURIComponent(server)}/${id}?${query}`;
}

/** Of another server, or somebody's guest. */
export function isExternal(userId: string, ownId: string, member?: SdkMember | null): boolean {
  if (serverOf(userId) !== serverOf(ownId)) return true;
  const content: Record<string, unknown> = member?.events.member?.getContent() ?? {};
  return content['eu.saal.external'] === true || userId.startsWith('@guest-');
}

/** @param member of the room where the person is shown, if known */
export function personOf(client: MatrixClient, userId: string, member?: SdkMember | null): ChatPerson {
  const user = client.getUser(userId);
  // The library adds the id to names that are there twice; who it is says the id, not the name.
  const displayName = member?.rawDisplayName ?? user?.rawDisplayName ?? user?.displayName ?? localpartOf(userId);
  const avatarUrl = pictureUrl(member?.getMxcAvatarUrl() ?? user?.avatarUrl);
  return {
    userId,
    displayName: displayName === userId ? localpartOf(userId) : displayName,
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
    isExternal: isExternal(userId, client.getSafeUserId(), member),
  };
}

const serverOf = (userId: string): string => userId.slice(userId.indexOf(':') + 1);
const localpartOf = (userId: string): string => userId.slice(1, userId.indexOf(':'));
