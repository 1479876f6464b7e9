import type { UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { PushRuleStore } from '../push-ports.ts';
import { PUSH_RULES, rulesJson, rulesOf } from '../push-rule-book.ts';
import type { PushRules } from '../push-rules.ts';
import { takePositions, tellNews, type OwnChanges } from './stream.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresPushRuleStore implements PushRuleStore {
  readonly #changes: OwnChanges;

  constructor(changes: OwnChanges) {
    this.#changes = changes;
  }

  of(userId: UserId): Promise<PushRules> {
    return rulesIn(this.#changes.db, userId);
  }

  async change(userId: UserId, act: (rules: PushRules) => PushRules): Promise<void> {
    await this.#changes.make(async (transaction) => {
      // There may be no rules yet to lock: two devices of one person change them one after the other.
      await transaction.selectFrom('chat.chatter').select('user_id').where('user_id', '=', userId).forUpdate().execute();
      const content = JSON.stringify(rulesJson(act(await rulesIn(transaction, userId))));
      const [stream = 0] = await takePositions(transaction, 1);
      await transaction
        .insertInto('chat.account_data')
        .values({ user_id: userId, room_nid: 0, type: PUSH_RULES, content, stream })
        .onConflict((conflict) => conflict.columns(['user_id', 'room_nid', 'type']).doUpdateSet({ content, stream }))
        .execute();
      await tellNews(transaction, { pos: stream, users: [userId] });
      return stream;
    });
  }
}

async function rulesIn(db: ChatDatabase, userId: UserId): Promise<PushRules> {
  const row = await db
    .selectFrom('chat.account_data')
    .select('content')
    .where('user_id', '=', userId)
    .where('room_nid', '=', 0)
    .where('type', '=', PUSH_RULES)
    .executeTakeFirst();
  return rulesOf(userId, row && (JSON.parse(row.content) as JsonObject));
}
