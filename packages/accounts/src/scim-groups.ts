/** Groups that a provider of identities pushes here; each is a team (decision 0064). */
import type { Clock } from '@saal/foundation/pure';
import type { Secrets } from './ports.ts';
import { factsOfGroup, groupSteps, type GroupFilter } from './scim-group.ts';
import type { GroupWritten, ScimGroup, ScimGroupStore } from './scim-group-ports.ts';
import type { Pusher } from './scim.ts';
import type { ScimDeed } from './scim-ports.ts';
import { ScimRefusal, type Json, type JsonObject } from './scim-user.ts';

export class ScimGroups {
  readonly #o: { store: ScimGroupStore; secrets: Pick<Secrets, 'newId'>; clock: Clock; changed: () => void };

  /** @param o.changed told after each change */
  constructor(o: { store: ScimGroupStore; secrets: Pick<Secrets, 'newId'>; clock: Clock; changed: () => void }) {
    this.#o = o;
  }

  /** @throws {ScimRefusal} */
  async group(id: string): Promise<ScimGroup> {
    return found(await this.#o.store.group(id));
  }

  list(where: GroupFilter, from: number, count: number, withMembers: boolean) {
    return this.#o.store.list(where, from, count, withMembers);
  }

  /** @throws {ScimRefusal} 409 when another group bears the name */
  async create(by: Pusher, resource: JsonObject): Promise<ScimGroup> {
    return this.#written(await this.#o.store.create(factsOfGroup(resource), this.#o.secrets.newId(), this.#deed(by)));
  }

  /** @throws {ScimRefusal} */
  async replace(by: Pusher, id: string, resource: JsonObject): Promise<ScimGroup> {
    const { displayName, externalId, members } = factsOfGroup(resource);
    const steps = [
      { do: 'name', displayName } as const,
      { do: 'external-id', externalId } as const,
      { do: 'set-members', members } as const,
    ];
    return this.#written(found(await this.#o.store.change(id, steps, this.#deed(by))));
  }

  /** @param operations of PatchOp @throws {ScimRefusal} */
  async patch(by: Pusher, id: string, operations: Json | undefined): Promise<ScimGroup> {
    return this.#written(found(await this.#o.store.change(id, groupSteps(operations), this.#deed(by))));
  }

  /** Its team is closed; nothing of it is deleted. @throws {ScimRefusal} */
  async remove(by: Pusher, id: string): Promise<void> {
    if (!(await this.#o.store.forget(id, this.#deed(by)))) found(undefined);
    this.#o.changed();
  }

  #deed(by: Pusher): ScimDeed {
    return { by: by.id, nowMs: this.#o.clock.now() };
  }

  #written(group: GroupWritten): ScimGroup {
    if (group === 'taken') throw new ScimRefusal(409, 'uniqueness', 'another group bears this name or external id');
    if (group === 'unknown-member') throw new ScimRefusal(400, 'invalidValue', 'a member is no user that was sent here');
    this.#o.changed();
    return group;
  }
}

/** @throws {ScimRefusal} */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ScimRefusal(404, undefined, 'there is no such resource');
  return value;
}
