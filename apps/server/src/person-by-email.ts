import type { Accounts, PersonSummary } from '@saal/accounts';

/** @returns undefined: nobody with an open account has this address */
export function personByEmail(accounts: Pick<Accounts, 'byEmail'>, email: string): Promise<PersonSummary | undefined> {
  return accounts.byEmail(email);
}

/** As other features know people. */
export function named(person: PersonSummary | undefined): { id: PersonSummary['id']; name: string } | undefined {
  return person && { id: person.id, name: person.displayName };
}
