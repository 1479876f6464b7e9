/** The name and the key of this installation. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '@saal/foundation';
import { ServerNameFixed } from '../server-name.ts';
import { signingKey, type SigningKey } from '../signing.ts';
import type { ChatDatabase } from './tables.ts';

/**
 * The key that signs events, made at the first start.
 * @param serverName may change as long as nobody has a name in chat
 * @throws {ServerNameFixed}
 */
export async function ownKey(db: ChatDatabase, serverName: string, clock: Clock): Promise<SigningKey> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('chat.server')
      .values({ server_name: serverName })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { server_name: fixed } = await transaction.selectFrom('chat.server').select('server_name').forUpdate().executeTakeFirstOrThrow();
    if (fixed !== serverName) {
      const somebody = await transaction.selectFrom('chat.chatter').select('user_id').limit(1).executeTakeFirst();
      if (somebody) throw new ServerNameFixed(fixed, serverName);
      await transaction.updateTable('chat.server').set({ server_name: serverName }).execute();
    }
    const row = await transaction
      .selectFrom('chat.signing_key')
      .select(['key_id', 'seed'])
      .where('retired_at_ms', 'is', null)
      .orderBy('created_at_ms', 'desc')
      .executeTakeFirst();
    if (row) return signingKey(serverName, row.key_id, row.seed);
    const made = { key_id: `ed25519:${randomBytes(4).toString('hex')}`, seed: randomBytes(32) };
    await transaction
      .insertInto('chat.signing_key')
      .values({ ...made, created_at_ms: clock.now(), retired_at_ms: null })
      .execute();
    return signingKey(serverName, made.key_id, made.seed);
  });
}
