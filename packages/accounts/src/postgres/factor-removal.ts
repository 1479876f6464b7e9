import type { PersonId } from '@saal/protocol';
import { FactorDemanded } from '../errors.ts';
import type { AccountsDatabase } from './tables.ts';

/**
 * Removes a factor, one after the other of each person: two at the same moment must not both see the other one left.
 * @param keepOne whether the last one stays
 * @returns what `remove` does: whether there was one
 * @throws {FactorDemanded} nothing was removed then
 */
export function removeFactor(
  db: AccountsDatabase,
  personId: PersonId,
  keepOne: boolean,
  remove: (transaction: AccountsDatabase) => Promise<boolean>,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('accounts.person').select('id').where('id', '=', personId).forUpdate().execute();
    if (!(await remove(transaction))) return false;
    if (!keepOne) return true;
    const passkey = await transaction.selectFrom('accounts.passkey').select('id').where('person_id', '=', personId).limit(1).execute();
    const authenticator = await transaction
      .selectFrom('accounts.authenticator')
      .select('person_id')
      .where('person_id', '=', personId)
      .where('sealed_secret', 'is not', null)
      .execute();
    if (passkey.length + authenticator.length === 0) throw new FactorDemanded();
    return true;
  });
}
