/** People whom a provider of identities pushes here (decision 0060). */
import type { Clock } from '@saal/foundation/pure';
import { PersonId } from '@saal/protocol';
import { accessEntries } from './access-entries.ts';
import type { DirectoryStore } from './directory-ports.ts';
import { LastAdministrator, NotFound } from './errors.ts';
import { networkOf } from './network.ts';
import { changeAccess, type Person } from './person.ts';
import type { AuditLog, PersonStore, Secrets } from './ports.ts';
import type { ScimStore, ScimToken, ScimUser, Written } from './scim-ports.ts';
import { factsOfUser, keptOf, patched, ScimRefusal, type Json, type JsonObject, type ScimFacts } from './scim-user.ts';
import type { Sessions } from './sessions.ts';
import type { Caller } from './sign-in.ts';
import type { Viewers } from './viewers.ts';

/** Of one user, as text: changes add up, and no user needs more. */
const MOST_KEPT = 64 * 1024;

export interface ScimParts {
  store: ScimStore;
  directory: Pick<DirectoryStore, 'noteDisabled'>;
  people: PersonStore;
  sessions: Sessions;
  viewers: Viewers;
  audit: AuditLog;
  secrets: Secrets;
  clock: Clock;
}

/** Who pushes. */
export type Pusher = Pick<ScimToken, 'id' | 'linkByEmail'>;

export class Scim {
  readonly #o: ScimParts;

  constructor(o: ScimParts) {
    this.#o = o;
  }

  tokens(): Promise<ScimToken[]> {
    return this.#o.store.tokens();
  }

  /** @returns the secret, which is told this once */
  async makeToken(by: Person, name: string, linkByEmail: boolean, caller: Caller): Promise<{ token: ScimToken; secret: string }> {
    const secret = this.#o.secrets.newSecret();
    const token = { id: this.#o.secrets.newId(), name, linkByEmail, madeBy: by.id, createdAtMs: this.#o.clock.now(), lastUsedAtMs: null };
    await this.#o.store.addToken(token, this.#o.secrets.hash(secret));
    await this.#o.audit.write({ action: 'scim-token-made', actorId: by.id, subjectId: token.id, network: networkOf(caller.address) });
    return { token, secret };
  }

  /** @throws {NotFound} */
  async revokeToken(by: Person, id: string, caller: Caller): Promise<void> {
    if (!(await this.#o.store.removeToken(id))) throw new NotFound('token');
    await this.#o.audit.write({ action: 'scim-token-revoked', actorId: by.id, subjectId: id, network: networkOf(caller.address) });
  }

  /** Whose token this is. */
  pusherOf(secret: string): Promise<Pusher | undefined> {
    return this.#o.store.useToken(this.#o.secrets.hash(secret), this.#o.clock.now());
  }

  /** @throws {ScimRefusal} */
  async user(id: string): Promise<ScimUser> {
    return found(await this.#o.store.user(idOf(id)));
  }

  list(where: { attribute: string; value: string } | undefined, from: number, count: number) {
    return this.#o.store.list(where, from, count);
  }

  /** @throws {ScimRefusal} 409 when name or e-mail belong to somebody whom this token may not take over */
  async create(by: Pusher, resource: JsonObject): Promise<ScimUser> {
    const facts = factsOfUser(resource);
    const newId = PersonId.parse(this.#o.secrets.newId());
    const nowMs = this.#o.clock.now();
    const user = written(await this.#o.store.create(facts, keptWithin(resource), { newId, link: by.linkByEmail, nowMs }));
    if (user.personId === newId)
      await this.#o.audit.write({ action: 'person-created', tokenId: by.id, subjectId: newId, details: { method: 'scim' } });
    return this.#settle(by, user, facts);
  }

  /** @throws {ScimRefusal} */
  async replace(by: Pusher, id: string, resource: JsonObject): Promise<ScimUser> {
    const facts = factsOfUser(resource);
    const user = found(await this.#o.store.replace(idOf(id), facts, keptWithin(resource), this.#o.clock.now()));
    return this.#settle(by, written(user), facts);
  }

  /** @param operations of PatchOp @throws {ScimRefusal} */
  async patch(by: Pusher, id: string, operations: Json | undefined): Promise<ScimUser> {
    const { resource, isOpen } = await this.user(id);
    // Who was disabled here stays so when only something else changes.
    return this.replace(by, id, patched({ ...resource, active: isOpen }, operations));
  }

  /** Disables: nothing of a person is deleted by a provider. @throws {ScimRefusal} */
  async remove(by: Pusher, id: string): Promise<void> {
    const user = await this.user(id);
    await this.#open(by, user, false);
    await this.#o.store.forget(user.personId, { by: by.id, nowMs: this.#o.clock.now() });
  }

  /** The account follows what the provider says of it. */
  async #settle(by: Pusher, user: ScimUser, { active }: ScimFacts): Promise<ScimUser> {
    this.#o.viewers.forget();
    // Whom somebody disabled here, a provider does not let in again.
    if (active !== user.isOpen && (!active || user.disabledHere)) await this.#open(by, user, active);
    return found(await this.#o.store.user(user.personId));
  }

  async #open(by: Pusher, { personId, isOpen }: ScimUser, open: boolean): Promise<void> {
    if (isOpen === open) return;
    try {
      await this.#o.people.changeAccess(
        personId,
        (person, administrators) => changeAccess(undefined, person, { disabled: !open }, administrators, this.#o.clock.now()),
        (before, after) => accessEntries({ tokenId: by.id, subjectId: personId, details: { method: 'scim' } }, before, after),
      );
    } catch (error) {
      if (!(error instanceof LastAdministrator)) throw error;
      throw new ScimRefusal(409, 'mutability', 'nobody would be left to administrate');
    }
    await this.#o.directory.noteDisabled(personId, !open);
    if (!open) this.#o.sessions.ended([{ personId }]);
    this.#o.viewers.forget();
  }
}

function idOf(id: string): PersonId {
  const parsed = PersonId.safeParse(id);
  return found(parsed.success ? parsed.data : undefined);
}

/** @throws {ScimRefusal} */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ScimRefusal(404, undefined, 'there is no such resource');
  return value;
}

/** @throws {ScimRefusal} */
function written(user: Written): ScimUser {
  if (user === 'taken') throw new ScimRefusal(409, 'uniqueness', 'this user name or e-mail belongs to somebody else here');
  return user;
}

/** @throws {ScimRefusal} */
function keptWithin(resource: JsonObject): JsonObject {
  const kept = keptOf(resource);
  if (JSON.stringify(kept).length > MOST_KEPT) throw new ScimRefusal(400, 'invalidValue', 'the user is too large');
  return kept;
}
