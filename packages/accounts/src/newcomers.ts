/** How accounts come to be: the first administrator by a link from the log, everybody else by invitation. */
import type { Clock } from '@saal/foundation/pure';
import { PersonId, type HouseRole, type Language, type PersonRole } from '@saal/protocol';
import { AccountLinksRefused, AlreadySetUp, NotAllowed, NotFound } from './errors.ts';
import type { House } from './house.ts';
import { INVITATION_LIFETIME_MS, requireInvited, SET_UP_LIFETIME_MS, type Invitation } from './invitation.ts';
import type { LocalPassword } from './local-password.ts';
import { networkOf } from './network.ts';
import type { OneTimeLinks } from './one-time-links.ts';
import { roleOf, type Person } from './person.ts';
import type { InvitationStore, PersonStore, Secrets } from './ports.ts';
import { holdsAllOf, inOrder, may } from './rights.ts';
import type { Caller } from './sign-in.ts';

/** As checked by the schemas of the protocol. */
export type Applicant = { email: string; displayName: string; password: string; language?: Language | undefined };

export class Newcomers {
  readonly #people: PersonStore;
  readonly #invitations: InvitationStore;
  readonly #password: LocalPassword;
  readonly #links: OneTimeLinks;
  readonly #secrets: Secrets;
  readonly #house: House;
  readonly #clock: Clock;

  constructor(o: {
    people: PersonStore;
    invitations: InvitationStore;
    password: LocalPassword;
    links: OneTimeLinks;
    secrets: Secrets;
    house: House;
    clock: Clock;
  }) {
    this.#people = o.people;
    this.#invitations = o.invitations;
    this.#password = o.password;
    this.#links = o.links;
    this.#secrets = o.secrets;
    this.#house = o.house;
    this.#clock = o.clock;
  }

  /** @returns undefined when there is an administrator already */
  async firstAdministratorToken(): Promise<string | undefined> {
    if (await this.#people.administratorExists()) return undefined;
    const token = this.#secrets.newSecret();
    await this.#people.addSetUpToken(this.#secrets.hash(token), this.#clock.now() + SET_UP_LIFETIME_MS);
    return token;
  }

  /** @throws {AlreadySetUp, LinkInvalid, PasswordTooWeak, EmailTaken, RateLimited} */
  async setUp(token: string, applicant: Applicant, caller: Caller): Promise<Person> {
    if (await this.#people.administratorExists()) throw new AlreadySetUp();
    const tokenHash = await this.#links.open(token, caller, async (secretHash) =>
      (await this.#people.setUpTokenExists(secretHash, this.#clock.now())) ? secretHash : undefined,
    );
    const person = this.#newPerson(applicant, ['administrator']);
    const passwordHash = await this.#password.hashNew(applicant.password, applicant);
    const entry = { action: 'set-up', actorId: person.id, subjectId: person.id, network: networkOf(caller.address) } as const;
    await this.#people.addFirstAdministrator(person, passwordHash, tokenHash, this.#clock.now(), entry);
    return person;
  }

  /** @returns the token for the link; it is told once, only its hash is stored @throws {NotAllowed, AccountLinksRefused, ExternalsRefused} */
  async invite(
    by: Person,
    invited: { email?: string | undefined; role: PersonRole },
    caller: Caller,
  ): Promise<{ id: string; token: string; expiresAtMs: number }> {
    if (invited.role === 'administrator' && !(may(by, 'roles.give') && holdsAllOf(by, { roles: ['administrator'] })))
      throw new NotAllowed('invite administrators');
    await this.requireLinks(by);
    if (invited.email !== undefined) await this.#house.require({ email: invited.email });
    const id = this.#secrets.newId();
    const token = this.#secrets.newSecret();
    const createdAtMs = this.#clock.now();
    const expiresAtMs = createdAtMs + INVITATION_LIFETIME_MS;
    await this.#invitations.add(
      { id, email: invited.email ?? null, role: invited.role, invitedBy: by.id, createdAtMs, expiresAtMs },
      this.#secrets.hash(token),
      { action: 'invited', actorId: by.id, subjectId: id, network: networkOf(caller.address), details: { role: invited.role } },
    );
    return { id, token, expiresAtMs };
  }

  /** By the policy of the house, beside the right. @throws {AccountLinksRefused} */
  async requireLinks(by: Pick<Person, 'roles'>): Promise<void> {
    const { accountLinks } = await this.#house.policies.now();
    if (accountLinks === 'service-desk' || (accountLinks === 'administrators' && by.roles.includes('administrator'))) return;
    throw new AccountLinksRefused();
  }

  openInvitations(): Promise<Invitation[]> {
    return this.#invitations.listOpen(this.#clock.now());
  }

  /** @throws {NotFound} */
  async withdraw(by: Person, id: string, caller: Caller): Promise<void> {
    const entry = { action: 'invitation-withdrawn', actorId: by.id, subjectId: id, network: networkOf(caller.address) } as const;
    if (!(await this.#invitations.withdraw(id, entry))) throw new NotFound('invitation');
  }

  /** @throws {LinkInvalid, RateLimited} */
  async check(token: string, caller: Caller): Promise<Invitation> {
    return this.#links.open(token, caller, (secretHash) => this.#invitations.open(secretHash, this.#clock.now()));
  }

  /** @throws {LinkInvalid, InvitationForOther, ExternalsRefused, PasswordTooWeak, EmailTaken, RateLimited} */
  async accept(token: string, applicant: Applicant, caller: Caller): Promise<Person> {
    const invitation = await this.check(token, caller);
    requireInvited(invitation, applicant.email);
    await this.#house.require(applicant);
    const person = this.#newPerson(applicant, invitation.role === 'administrator' ? ['administrator'] : []);
    const passwordHash = await this.#password.hashNew(applicant.password, applicant);
    await this.#invitations.accept(this.#secrets.hash(token), person, passwordHash, this.#clock.now(), {
      action: 'invitation-accepted',
      actorId: person.id,
      subjectId: invitation.id,
      network: networkOf(caller.address),
      details: { role: invitation.role },
    });
    return person;
  }

  /** Without a link: for the operator, tests and scripts. @throws {PasswordTooWeak, EmailTaken} */
  async create(applicant: Applicant, roles: readonly HouseRole[]): Promise<Person> {
    const person = this.#newPerson(applicant, roles);
    await this.#people.add(person, await this.#password.hashNew(applicant.password, applicant), {
      action: 'person-created',
      subjectId: person.id,
      details: { role: roleOf(person), roles: [...person.roles] },
    });
    return person;
  }

  #newPerson({ email, displayName, language }: Applicant, roles: readonly HouseRole[]): Person {
    return {
      id: PersonId.parse(this.#secrets.newId()),
      email,
      displayName,
      roles: inOrder(roles),
      language: language ?? 'de',
      theme: 'system',
      pictureVersion: null,
      disabledAtMs: null,
      createdAtMs: this.#clock.now(),
    };
  }
}
