/** Joins the policies of the house with meetings and invitations. */
import type { Accounts } from '@saal/accounts';
import type { HouseRules } from '@saal/meetings';
import type { PersonId } from '@saal/protocol';

export function houseRules(accounts: Pick<Accounts, 'policies' | 'isExternal' | 'person'>): HouseRules {
  /** Somebody who is no more is of no house. */
  const isOwn = async (id: PersonId): Promise<boolean> => {
    const person = await accounts.person(id);
    return person !== undefined && !accounts.isExternal(person.email);
  };
  return {
    async mayPlan(personId) {
      return (await accounts.policies()).planning === 'everybody' || (await isOwn(personId));
    },
    async letsGuestsTo(ownerId) {
      const { guests } = await accounts.policies();
      return guests === 'everybody' || (guests === 'house' && (await isOwn(ownerId)));
    },
  };
}
