/** Whom the house lets in, by its policies and by which e-mails are its own. */
import { ExternalsRefused } from './errors.ts';
import type { Policies } from './policies.ts';

export class House {
  readonly policies: Policies;
  readonly isExternal: (email: string) => boolean;

  /** @param o.isExternal by the e-mail of an account */
  constructor(o: { policies: Policies; isExternal: (email: string) => boolean }) {
    this.policies = o.policies;
    this.isExternal = o.isExternal;
  }

  /** To be told with what is told of a person. */
  mark({ email }: { email: string }): { external?: true } {
    return this.isExternal(email) ? { external: true } : {};
  }

  /** False: an account of another house, and the house lets none of those in. */
  async lets({ email }: { email: string }): Promise<boolean> {
    return !this.isExternal(email) || (await this.policies.now()).externals === 'allowed';
  }

  /** @throws {ExternalsRefused} */
  async require(person: { email: string }): Promise<void> {
    if (!(await this.lets(person))) throw new ExternalsRefused();
  }
}
