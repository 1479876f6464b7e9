/** Who is invited to a meeting by name, as its owner decides. Others' meetings do not exist (A03). */
import type { Clock } from '@saal/foundation/pure';
import {
  PersonId,
  MAX_INVITEES,
  type ChangeInvitee,
  type EpochMs,
  type InviteeView,
  type Language,
  type MeetingId,
  type NewInvitee,
} from '@saal/protocol';
import { AddressTaken } from './address-taken.ts';
import { InviteeBad, InviteeNotFound, TooManyInvitees } from './invitee-errors.ts';
import type {
  Acquaintances,
  FreshInvitee,
  Invitee,
  InviteeAddresses,
  InviteeStore,
  InvitingMeetings,
  PersonalLinks,
} from './invitee-ports.ts';
import type { LetterState, Outbox } from './mail-ports.ts';

export type InviteesOptions = {
  store: InviteeStore;
  addresses: InviteeAddresses;
  meetings: InvitingMeetings;
  people: Acquaintances;
  links: PersonalLinks;
  clock: Clock;
  newId: () => string;
  outbox: Pick<Outbox, 'isAvailable' | 'statesOf'>;
  /** Somebody is to be told something. */
  changed: (meetingId: MeetingId) => void;
  /** Who did what, for who keeps watch: ids, no names. */
  audit: (
    what: 'invited' | 'changed' | 'link-renewed' | 'withdrawn',
    who: { personId: PersonId; meetingId: MeetingId; inviteeId: string },
  ) => void;
};

const ACCOUNTS_OWN = 'somebody with an account has their own name and no link';

/** `guestsRefused`: a policy of the house lets nobody external into this meeting. */
type Listed = { invitees: InviteeView[]; guestsRefused: boolean };

export class Invitees {
  readonly #options: InviteesOptions;

  constructor(options: InviteesOptions) {
    this.#options = options;
  }

  /** @param by `external`: of another house, who sees nothing of the phone book. @throws `meeting_not_found` */
  async list(by: { id: PersonId; external?: boolean }, id: string, linkTo: (secret: string) => string): Promise<Listed> {
    const { store, meetings, people } = this.#options;
    const { id: meetingId, ownerId } = await meetings.own(by.id, id);
    const showsEmail = people.showsEmail && by.external !== true;
    const invitees = await store.ofMeeting(meetingId);
    const letters = await this.#options.outbox.statesOf(invitees.map((invitee) => invitee.id));
    return {
      invitees: invitees.map((invitee) => this.#view(invitee, { linkTo, letter: letters.get(invitee.id)?.state, showsEmail })),
      guestsRefused: !(await meetings.letsGuestsTo(ownerId)),
    };
  }

  /** @throws `meeting_not_found`, `guests_refused`, {InviteeBad, TooManyInvitees} nobody is added then */
  async invite(by: { id: PersonId; language: Language }, id: string, invitees: readonly NewInvitee[]): Promise<void> {
    const { store, meetings, audit } = this.#options;
    const { id: meetingId, ownerId } = await meetings.own(by.id, id);
    const fresh: FreshInvitee[] = [];
    for (const [index, each] of invitees.entries()) fresh.push(await this.#fresh(meetingId, by.language, each, `invitees.${index}`));
    // Who plans a meeting need not be invited to it.
    const others = fresh.filter(({ personId }) => personId !== by.id);
    if (others.some(({ personId }) => personId === null)) await meetings.requireGuests(ownerId);
    if (!(await store.add(meetingId, others, MAX_INVITEES))) throw new TooManyInvitees(MAX_INVITEES);
    for (const { id: inviteeId } of others) audit('invited', { personId: by.id, meetingId, inviteeId });
    this.#options.changed(meetingId);
  }

  /** @throws `meeting_not_found`, `guests_refused`, {InviteeNotFound, InviteeBad, AddressTaken} nothing is changed then */
  async change(personId: PersonId, id: string, inviteeId: string, { email, ...rest }: ChangeInvitee): Promise<void> {
    if (email !== undefined) await this.#correctAddress(personId, id, inviteeId, email, rest);
    if (email === undefined || Object.keys(rest).length > 0) await this.#change(personId, id, inviteeId, rest);
  }

  async #correctAddress(
    by: PersonId,
    id: string,
    inviteeId: string,
    email: string,
    { name, link }: Omit<ChangeInvitee, 'email'>,
  ): Promise<void> {
    const { store, addresses, meetings, people, links } = this.#options;
    const { id: meetingId, ownerId } = await meetings.own(by, id);
    const before = await store.one(meetingId, inviteeId);
    if (!before) throw new InviteeNotFound();
    // The letters to applicants are their campaign's, which corrects their address.
    if (before.personId !== null || before.email === null)
      throw new InviteeBad('email', 'nobody external who is written to from here has an address to correct');
    const person = await people.byEmail(email);
    // Before anything is changed: what is asked beside would be refused once the address is another one.
    if (person && (name !== undefined || link !== undefined)) throw new InviteeBad('', ACCOUNTS_OWN);
    if (!person) await meetings.requireGuests(ownerId);
    const linkHash = (generation: number): string => links.hash(links.secretOf({ id: inviteeId, generation }));
    const outcome = await addresses.correct(before, { email, person }, { by, linkHash });
    if (outcome === 'none') throw new InviteeNotFound();
    if (outcome === 'taken') throw new AddressTaken();
    if (outcome === 'renewed') await meetings.putOut(meetingId, inviteeId);
    this.#options.changed(meetingId);
  }

  async #change(
    personId: PersonId,
    id: string,
    inviteeId: string,
    { link, name, role, passesLobby }: Omit<ChangeInvitee, 'email'>,
  ): Promise<void> {
    const { store, meetings, links, audit } = this.#options;
    const { id: meetingId } = await meetings.own(personId, id);
    const before = await store.one(meetingId, inviteeId);
    if (!before) throw new InviteeNotFound();
    if (before.personId !== null && (link !== undefined || name !== undefined)) throw new InviteeBad('', ACCOUNTS_OWN);
    const changes = { ...(name !== undefined && { name }), ...(role && { role }), ...(passesLobby !== undefined && { passesLobby }) };
    const changed = await store.change(meetingId, inviteeId, changes);
    if (!changed) throw new InviteeNotFound();
    audit('changed', { personId, meetingId, inviteeId });
    if (link === undefined) return;
    const next = { id: inviteeId, generation: before.generation + 1 };
    // Renewed by somebody else meanwhile: then the former one is void all the same.
    await store.renewLink(before, links.hash(links.secretOf(next)));
    audit('link-renewed', { personId, meetingId, inviteeId });
    await meetings.putOut(meetingId, inviteeId);
    this.#options.changed(meetingId);
  }

  /** Also while they are inside: they are put out. @throws `meeting_not_found`, {InviteeNotFound} */
  async withdraw(personId: PersonId, id: string, inviteeId: string): Promise<void> {
    const { store, meetings, audit } = this.#options;
    const { id: meetingId } = await meetings.own(personId, id);
    const withdrawn = await store.withdraw(meetingId, inviteeId);
    if (!withdrawn) throw new InviteeNotFound();
    audit('withdrawn', { personId, meetingId, inviteeId });
    if (withdrawn.personId === null) await meetings.putOut(meetingId, inviteeId);
    this.#options.changed(meetingId);
  }

  async #fresh(meetingId: MeetingId, language: Language, given: NewInvitee, path: string): Promise<FreshInvitee> {
    const { people, links, clock, newId } = this.#options;
    const { personId, email, role = 'participant' } = given;
    const openById = async (wanted: PersonId) => ((await people.isOpen(wanted)) ? people.byId(wanted) : undefined);
    const person =
      personId !== undefined ? await openById(PersonId.parse(personId)) : email === undefined ? undefined : await people.byEmail(email);
    if (personId !== undefined && !person) throw new InviteeBad(`${path}.personId`, 'nobody such has an account');
    const id = newId();
    const common = { id, meetingId, role, createdAtMs: clock.now(), language: given.language ?? language };
    if (person) {
      const { passesLobby = true } = given;
      return { ...common, personId: person.id, name: person.name, email: person.email, passesLobby, linkHash: null };
    }
    const name = given.name ?? email?.split('@')[0];
    if (name === undefined) throw new InviteeBad(path, 'a person, an address or a name is needed');
    const { passesLobby = role !== 'participant' } = given;
    const linkHash = links.hash(links.secretOf({ id, generation: 1 }));
    return { ...common, personId: null, name: name.slice(0, 80), email: email ?? null, passesLobby, linkHash };
  }

  #view(
    invitee: Invitee,
    { linkTo, letter, showsEmail }: { linkTo: (secret: string) => string; letter: LetterState | undefined; showsEmail: boolean },
  ): InviteeView {
    const { id, name, email, role, passesLobby, answer, usedAtMs, takenOver, personId, isTold } = invitee;
    const external = personId === null;
    const shown = external || showsEmail ? email : null;
    const unwritten = this.#options.outbox.isAvailable && email !== null && !isTold ? 'queued' : 'none';
    return {
      ...{ id, name, email: shown, external, role, passesLobby, answer, usedAtMs, takenOver },
      mail: letter === undefined || letter === 'withdrawn' ? unwritten : letter,
      ...(external && { link: linkTo(this.#options.links.secretOf(invitee)) }),
    };
  }
}

/** A link opens nothing once its meeting is over for so long: people ask for the notes of yesterday, not of last year. */
export const LINK_KEPT_MS = 24 * 3600_000;

/** @returns null: without an end */
export function goodUntil(dates: readonly { startsAtMs: EpochMs; durationMin: number }[]): EpochMs | null {
  if (dates.length === 0) return null;
  return Math.max(...dates.map(({ startsAtMs, durationMin }) => startsAtMs + durationMin * 60_000)) + LINK_KEPT_MS;
}
