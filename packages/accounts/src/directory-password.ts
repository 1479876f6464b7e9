/** Signing in with the password of the directory, beside the passwords kept here. */
import type { PersonId } from '@saal/protocol';
import type { DirectorySource, DirectoryStore } from './directory-ports.ts';
import type { SignInMethod } from './ports.ts';

/** Proven by a bind; good for people who came from the directory by a run. */
export class DirectoryPassword implements SignInMethod {
  readonly name = 'directory';
  readonly #source: Pick<DirectorySource, 'prove'>;
  readonly #store: Pick<DirectoryStore, 'personOf'>;

  constructor(o: { source: Pick<DirectorySource, 'prove'>; store: Pick<DirectoryStore, 'personOf'> }) {
    this.#source = o.source;
    this.#store = o.store;
  }

  async prove({ email, password }: { email: string; password: string }): Promise<PersonId | undefined> {
    // A bind without a password succeeds at most servers and proves nothing (RFC 4513, 5.1.2).
    if (password === '') return undefined;
    const stableId = await this.#source.prove(email, password);
    return stableId === undefined ? undefined : this.#store.personOf(stableId);
  }
}

/** Any of two ways. Both are always tried, so that the time does not tell which one an account has. */
export class EitherPassword implements SignInMethod {
  readonly name = 'password';
  readonly #first: SignInMethod;
  readonly #second: SignInMethod;

  constructor(first: SignInMethod, second: SignInMethod) {
    this.#first = first;
    this.#second = second;
  }

  /** @throws what one of them threw, when the other does not know the password either: it might have */
  async prove(claim: { email: string; password: string }): Promise<PersonId | undefined> {
    const answers = await Promise.allSettled([this.#first.prove(claim), this.#second.prove(claim)]);
    for (const answer of answers) if (answer.status === 'fulfilled' && answer.value !== undefined) return answer.value;
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
    return undefined;
  }
}
