/** People with accounts: what they change about themselves, and what administrators change about them. */
import type { Clock } from '@saal/foundation/pure';
import type { ChangeMe, ChangePassword, ChangePerson, PersonId } from '@saal/protocol';
import type { z } from 'zod';
import { accessEntries } from './access-entries.ts';
import { NotAllowed, NotFound, WrongCredentials } from './errors.ts';
import type { LocalPassword } from './local-password.ts';
import { networkOf } from './network.ts';
import { changeAccess, type Person } from './person.ts';
import { cleanPicture, type PictureFormat } from './picture.ts';
import type { AuditLog, PersonStore, PictureStore, Secrets } from './ports.ts';
import type { Sessions } from './sessions.ts';
import type { Caller } from './sign-in.ts';
import type { SignedIn, Viewers } from './viewers.ts';

export class People {
  readonly #store: PersonStore;
  readonly #pictures: PictureStore;
  readonly #password: LocalPassword;
  readonly #sessions: Sessions;
  readonly #viewers: Viewers;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(o: {
    store: PersonStore;
    pictures: PictureStore;
    password: LocalPassword;
    sessions: Sessions;
    viewers: Viewers;
    audit: AuditLog;
    secrets: Secrets;
    clock: Clock;
  }) {
    this.#store = o.store;
    this.#pictures = o.pictures;
    this.#password = o.password;
    this.#sessions = o.sessions;
    this.#viewers = o.viewers;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
  }

  byId(id: PersonId): Promise<Person | undefined> {
    return this.#store.byId(id);
  }

  /** @throws {NotFound} */
  async changeProfile(id: PersonId, change: z.output<typeof ChangeMe>): Promise<Person> {
    const person = await this.#store.changeProfile(id, change);
    this.#viewers.forget();
    if (!person) throw new NotFound('person');
    return person;
  }

  /** @throws {WrongCredentials, PasswordTooWeak, RateLimited} */
  async changePassword({ person, session }: SignedIn, change: z.output<typeof ChangePassword>, caller: Caller): Promise<void> {
    const entry = { actorId: person.id, subjectId: person.id, network: networkOf(caller.address) };
    try {
      const ended = await this.#password.change(person, change, session.id);
      this.#sessions.ended(ended.map((sessionId) => ({ personId: person.id, sessionId })));
      await this.#audit.write({ ...entry, action: 'password-changed', details: { sessions: ended.length } });
    } catch (error) {
      if (error instanceof WrongCredentials) await this.#audit.write({ ...entry, action: 'password-refused' });
      throw error;
    }
  }

  /** @throws {PictureInvalid} */
  async setPicture(id: PersonId, bytes: Uint8Array): Promise<Person> {
    await this.#pictures.put(id, { ...cleanPicture(bytes), version: this.#secrets.newId() });
    return this.#changed(id);
  }

  async removePicture(id: PersonId): Promise<Person> {
    await this.#pictures.remove(id);
    return this.#changed(id);
  }

  /** @throws {NotFound} also for a version that is no longer the present one */
  async picture(id: PersonId, version: string): Promise<{ format: PictureFormat; bytes: Uint8Array }> {
    const picture = await this.#pictures.get(id, version);
    if (!picture) throw new NotFound('picture');
    return picture;
  }

  /** As far as the rights of `by` reach. @throws {NotFound, NotAllowed, LastAdministrator} */
  async changeAccess(by: Person, id: PersonId, change: z.output<typeof ChangePerson>, caller: Caller): Promise<Person> {
    const entry = { actorId: by.id, subjectId: id, network: networkOf(caller.address) };
    const changed = await this.#store
      .changeAccess(
        id,
        (person, administrators) => changeAccess(by, person, change, administrators, this.#clock.now()),
        (before, after) => accessEntries(entry, before, after),
      )
      .catch(async (error: unknown) => {
        if (error instanceof NotAllowed) await this.#audit.write({ ...entry, action: 'not-allowed', details: { what: error.message } });
        throw error;
      });
    if (!changed) throw new NotFound('person');
    const { before, after } = changed;
    this.#viewers.forget();
    if (after.disabledAtMs !== null && before.disabledAtMs === null) this.#sessions.ended([{ personId: id }]);
    return after;
  }

  async #changed(id: PersonId): Promise<Person> {
    this.#viewers.forget();
    const person = await this.#store.byId(id);
    if (!person) throw new NotFound('person');
    return person;
  }
}
