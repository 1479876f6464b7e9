/** Groups as providers send them (RFC 7643, 4.2), and changes to them (RFC 7644, 3.5.2). Pure. */
import { isObject, ScimRefusal, textOf, valueOf, type Json, type JsonObject } from './scim-user.ts';

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const MOST_NAME = 100;
/** In one group or one change. */
export const MOST_MEMBERS = 10_000;

/** What of a group is known here. Members are ids of users. */
export type GroupFacts = { displayName: string; externalId: string | null; members: readonly string[] };

/** One thing after the other. `set-members`: these and no others. */
export type GroupStep =
  | { do: 'name'; displayName: string }
  | { do: 'external-id'; externalId: string | null }
  | { do: 'add-members' | 'remove-members' | 'set-members'; members: readonly string[] };

/** @throws {ScimRefusal} */
export function factsOfGroup(resource: JsonObject): GroupFacts {
  return {
    displayName: nameOf(valueOf(resource, 'displayName')),
    externalId: externalIdOf(valueOf(resource, 'externalId')),
    members: membersOf(valueOf(resource, 'members') ?? []),
  };
}

/** @param operations of PatchOp @throws {ScimRefusal} */
export function groupSteps(operations: Json | undefined): GroupStep[] {
  if (!Array.isArray(operations) || operations.length === 0) throw new ScimRefusal(400, 'invalidSyntax', 'Operations are missing');
  return operations.flatMap((operation) => {
    const op = textOf(valueOf(operation, 'op')).toLowerCase();
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw new ScimRefusal(400, 'invalidSyntax', 'op is add, replace or remove');
    const path = valueOf(operation, 'path');
    const value = valueOf(operation, 'value');
    if (typeof path === 'string') return stepsOf(op, path, value);
    if (op === 'remove' || !isObject(value)) throw new ScimRefusal(400, 'noTarget', 'an operation without a path carries an object');
    return Object.entries(value).flatMap(([key, one]) => stepsOf(op, key, one));
  });
}

function stepsOf(op: 'add' | 'replace' | 'remove', path: string, value: Json | undefined): GroupStep[] {
  const bare = path.toLowerCase().startsWith(groupSchema.toLowerCase()) ? path.slice(groupSchema.length).replace(/^[:.]/, '') : path;
  // As Entra ID takes somebody out: `members[value eq "…"]`.
  const one = /^members\[\s*value\s+eq\s+("(?:[^"\\]|\\.)*")\s*\]$/i.exec(bare)?.[1];
  if (one !== undefined) {
    if (op !== 'remove') throw new ScimRefusal(400, 'invalidPath', 'somebody is chosen by value only to be taken out');
    return [{ do: 'remove-members', members: [textIn(one)] }];
  }
  switch (bare.toLowerCase()) {
    case 'displayname':
      if (op === 'remove') throw new ScimRefusal(400, 'invalidValue', 'a group has a name');
      return [{ do: 'name', displayName: nameOf(value) }];
    case 'externalid':
      return [{ do: 'external-id', externalId: op === 'remove' ? null : externalIdOf(value) }];
    case 'members':
      if (op === 'add') return [{ do: 'add-members', members: membersOf(value) }];
      if (op === 'replace') return [{ do: 'set-members', members: membersOf(value) }];
      // With a value these (earlier Entra ID), without one all of them.
      return value === undefined || value === null
        ? [{ do: 'set-members', members: [] }]
        : [{ do: 'remove-members', members: membersOf(value) }];
    case 'id':
    case 'schemas':
    case 'meta':
      return []; // what the server says itself, sent back
    default:
      throw new ScimRefusal(400, 'invalidPath', 'this path leads nowhere here');
  }
}

/** What is asked for of groups; all of it has to hold. */
export type GroupFilter = { id?: string; displayName?: string; externalId?: string; member?: string };

const attributes: Readonly<Record<string, keyof GroupFilter>> = {
  id: 'id',
  displayname: 'displayName',
  externalid: 'externalId',
  members: 'member',
  'members.value': 'member',
};

/** `displayName eq "x"`, `members[value eq "x"]`, and several joined by `and`. @throws {ScimRefusal} */
export function groupFilterOf(filter: string | undefined): GroupFilter {
  const wanted: GroupFilter = {};
  let rest = filter?.trim() ?? '';
  while (rest !== '') {
    const found = /^(?:([\w.:]+)\s+eq\s+("(?:[^"\\]|\\.)*")|members\[\s*value\s+eq\s+("(?:[^"\\]|\\.)*")\s*\])(?:\s+and\s+(?=\S)|$)/i.exec(
      rest,
    );
    const attribute = found?.[3] === undefined ? attributes[found?.[1]?.toLowerCase() ?? ''] : 'member';
    const value = found?.[2] ?? found?.[3];
    if (!found || attribute === undefined || value === undefined || attribute in wanted)
      throw new ScimRefusal(400, 'invalidFilter', 'only id, displayName, externalId and members with eq, joined by and, are answered');
    wanted[attribute] = textIn(value, 'invalidFilter');
    rest = rest.slice(found[0].length);
  }
  return wanted;
}

function textIn(quoted: string, type: 'invalidPath' | 'invalidFilter' = 'invalidPath'): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new ScimRefusal(400, type, 'the value is no text');
  }
}

function nameOf(value: Json | undefined): string {
  const name = textOf(value).slice(0, MOST_NAME);
  if (name === '') throw new ScimRefusal(400, 'invalidValue', 'displayName is missing');
  return name;
}

function externalIdOf(value: Json | undefined): string | null {
  const id = textOf(value);
  return id === '' ? null : id;
}

/** Each once. @throws {ScimRefusal} */
function membersOf(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? value : isObject(value) ? [value] : undefined;
  if (!list) throw new ScimRefusal(400, 'invalidValue', 'members are a list');
  if (list.length > MOST_MEMBERS) throw new ScimRefusal(400, 'invalidValue', `a group has at most ${MOST_MEMBERS} members`);
  const ids = list.map((one) => {
    if (textOf(valueOf(one, 'type')).toLowerCase() === 'group')
      throw new ScimRefusal(400, 'invalidValue', 'groups in groups are not taken: send the people');
    const id = textOf(valueOf(one, 'value'));
    if (id === '') throw new ScimRefusal(400, 'invalidValue', 'a member has a value');
    return id;
  });
  return [...new Set(ids)];
}
