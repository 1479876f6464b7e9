/** What the audit says when a provider changed a group: who came and who left are told of each. Pure. */
import type { AuditEntry } from './ports.ts';
import type { ScimGroup } from './scim-group-ports.ts';

type Facts = Pick<ScimGroup, 'displayName' | 'externalId' | 'members'>;

/**
 * @param tokenId of the provider
 * @param before undefined: it is new, or back
 * @param membersBefore whom it had when it was last there
 */
export function groupEntries(
  tokenId: string,
  before: Facts | undefined,
  after: Facts & { id: string },
  membersBefore: readonly { id: string }[] = before?.members ?? [],
): AuditEntry[] {
  const by = { tokenId, details: { method: 'scim' } };
  const [had, has] = [new Set(membersBefore.map(({ id }) => id)), new Set(after.members.map(({ id }) => id))];
  const changes = before && [
    { before: before.displayName, after: after.displayName },
    { before: before.externalId ?? '', after: after.externalId ?? '' },
  ];
  return [
    ...(before ? [] : [{ ...by, action: 'group-made' as const, subjectId: after.id }]),
    ...(changes ?? [])
      .filter((change) => change.before !== change.after)
      .map((change) => ({ ...by, action: 'group-changed' as const, subjectId: after.id, details: { ...by.details, ...change } })),
    ...[...has].filter((id) => !had.has(id)).map((id) => memberEntry('group-joined', tokenId, after.id, id)),
    ...[...had].filter((id) => !has.has(id)).map((id) => memberEntry('group-left', tokenId, after.id, id)),
  ];
}

export function memberEntry(action: 'group-joined' | 'group-left', tokenId: string, groupId: string, personId: string): AuditEntry {
  return { action, tokenId, subjectId: personId, details: { method: 'scim', group: groupId } };
}
