import type { Accounts, PersonSummary } from '@saal/accounts';

/** Addresses hold few letters that search compares; more people than this have no address that holds another's whole one. */
const ALIKE = 20;

/** @returns undefined: nobody with an open account has this address */
export async function personByEmail(accounts: Pick<Accounts, 'search'>, email: string): Promise<PersonSummary | undefined> {
  return (await accounts.search(email, ALIKE)).find((each) => each.email === email);
}

/** As other features know people. */
export function named(person: PersonSummary | undefined): { id: PersonSummary['id']; name: string } | undefined {
  return person && { id: person.id, name: person.displayName };
}
