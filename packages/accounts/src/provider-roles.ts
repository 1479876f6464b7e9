/** Roles that follow the groups a provider tells of, at each sign-in. Those given here stay. */
import type { Clock } from '@saal/foundation/pure';
import type { HouseRole, PersonId } from '@saal/protocol';
import { accessEntries } from './access-entries.ts';
import { changeAccess } from './person.ts';
import type { PersonStore } from './ports.ts';
import { inOrder } from './rights.ts';
import type { IdentityStore } from './single-sign-on-ports.ts';
import type { Viewers } from './viewers.ts';

export class ProviderRoles {
  readonly #people: Pick<PersonStore, 'changeAccess'>;
  readonly #identities: Pick<IdentityStore, 'givenRoles' | 'noteGivenRoles'>;
  readonly #viewers: Pick<Viewers, 'forget'>;
  readonly #clock: Clock;

  constructor(o: {
    people: Pick<PersonStore, 'changeAccess'>;
    identities: Pick<IdentityStore, 'givenRoles' | 'noteGivenRoles'>;
    viewers: Pick<Viewers, 'forget'>;
    clock: Clock;
  }) {
    this.#people = o.people;
    this.#identities = o.identities;
    this.#viewers = o.viewers;
    this.#clock = o.clock;
  }

  /**
   * @param roles what its groups give now
   * @param method as the audit names the provider
   * @throws {LastAdministrator} when nobody would be left to administrate; nothing was changed then
   */
  async follow(provider: string, personId: PersonId, roles: readonly HouseRole[], method: string): Promise<void> {
    const before = await this.#identities.givenRoles(provider, personId);
    if (inOrder(before).join() === inOrder(roles).join()) return;
    await this.#people.changeAccess(
      personId,
      (person, administrators) => {
        const next = inOrder([...person.roles.filter((role) => !before.includes(role)), ...roles]);
        return changeAccess(undefined, person, { roles: next }, administrators, this.#clock.now());
      },
      (was, is) => accessEntries({ subjectId: personId, details: { method } }, was, is),
    );
    // Noted last: when it ends in between, the next sign-in does the same again.
    await this.#identities.noteGivenRoles(provider, personId, roles);
    this.#viewers.forget();
  }
}
