/** The names people of this house bear in chat: made once from their address, never changed, never given to somebody else. */
import { isUserId, type UserId } from './ids.ts';
import type { Chatter } from './ports.ts';

/** Somebody with an account. */
export interface PersonHere {
  id: string;
  displayName: string;
  email: string;
  /** For the house, as the accounts name them: `holds.make` and others. */
  rights?: readonly string[] | undefined;
  /** Not of this administration, though with an account. */
  isExternal?: boolean | undefined;
}

export interface ChatterStore {
  byPerson(personId: string): Promise<Chatter | undefined>;
  byId(userId: UserId): Promise<(Chatter & { personId: string | undefined }) | undefined>;
  /** @param personId undefined: somebody without an account. @returns false when the name is taken */
  add(chatter: Chatter, personId: string | undefined): Promise<boolean>;
  rename(userId: UserId, displayName: string): Promise<void>;
  markExternal(userId: UserId, isExternal: boolean): Promise<void>;
}

export class Chatters {
  readonly #store: ChatterStore;
  readonly #serverName: string;

  constructor(store: ChatterStore, serverName: string) {
    this.#store = store;
    this.#serverName = serverName;
  }

  /** The name of a person here, made when there is none yet. */
  async of(person: PersonHere): Promise<Chatter> {
    const isExternal = person.isExternal === true;
    const known = await this.#store.byPerson(person.id);
    if (known && known.isExternal !== isExternal) {
      await this.#store.markExternal(known.userId, isExternal);
      return { ...known, isExternal };
    }
    if (known) return known;
    const base = localpartOf(person.email);
    for (let attempt = 1; ; attempt++) {
      const userId = `@${base}${attempt === 1 ? '' : attempt}:${this.#serverName}` as UserId;
      const chatter: Chatter = { userId, displayName: person.displayName, avatarUrl: undefined, isExternal };
      if (await this.#store.add(chatter, person.id)) return chatter;
      // Somebody else has the name, or the same person asked twice at the same moment.
      const meanwhile = await this.#store.byPerson(person.id);
      if (meanwhile) return meanwhile;
    }
  }

  byId(userId: UserId): Promise<(Chatter & { personId: string | undefined }) | undefined> {
    return this.#store.byId(userId);
  }

  /** Undefined: they never were in chat. */
  ofPerson(personId: string): Promise<Chatter | undefined> {
    return this.#store.byPerson(personId);
  }

  /** The server itself, which keeps rooms in step with what happens elsewhere. */
  async ofServer(): Promise<Chatter> {
    for (let attempt = 1; ; attempt++) {
      const userId = `@_saal${attempt === 1 ? '' : attempt}:${this.#serverName}` as UserId;
      const chatter: Chatter = { userId, displayName: 'Saal', avatarUrl: undefined, isExternal: false };
      const known = await this.#store.byId(userId);
      // An address of somebody may begin like this.
      if (known?.personId !== undefined) continue;
      if (known || (await this.#store.add(chatter, undefined))) return chatter;
    }
  }

  /** Somebody without an account, for as long as they are needed. @param unique of lower-case letters and digits, never used twice */
  async addGuest(unique: string, displayName: string): Promise<Chatter> {
    const userId = `@guest-${unique}:${this.#serverName}` as UserId;
    const chatter: Chatter = { userId, displayName, avatarUrl: undefined, isExternal: true };
    if (!(await this.#store.add(chatter, undefined))) throw new Error(`the name ${userId} is taken`);
    return chatter;
  }

  /** What somebody types to sign in: the whole name, or what stands before the colon. */
  userIdOf(typed: string): UserId | undefined {
    const userId = typed.startsWith('@') ? typed : `@${typed.toLowerCase()}:${this.#serverName}`;
    return isUserId(userId) && userId.endsWith(`:${this.#serverName}`) ? userId : undefined;
  }

  async rename(userId: UserId, displayName: string): Promise<void> {
    await this.#store.rename(userId, displayName);
  }
}

/** Of an e-mail address, what stands before the @, in the letters that Matrix allows (appendices, "User Identifiers"). */
export function localpartOf(email: string): string {
  const before = email.split('@')[0] ?? '';
  const plain = before.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss');
  const allowed = plain
    .normalize('NFKD')
    .replace(/[^a-z0-9._=/+-]/g, '')
    .slice(0, 64);
  return allowed === '' ? 'person' : allowed;
}
