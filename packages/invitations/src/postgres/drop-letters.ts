import { sql, type Kysely } from 'kysely';

/**
 * An address was wrong: what waits for it stays here, and what is known of the rest goes, so that nothing of it speaks for the letters
 * to the right one. A letter that is on its way this moment is kept until it is known what came of it; without its content, so that it
 * is not tried again when the relay takes it later only.
 * @returns whether any was written
 */
export async function dropLetters<Tables>(transaction: Kysely<Tables>, subjectId: string): Promise<boolean> {
  // Locks them as well: none is on its way for the one statement and waits for the other.
  const { rows } = await sql`update invitations.letter set content = null where subject_id = ${subjectId} returning id`.execute(
    transaction,
  );
  await sql`delete from invitations.letter where subject_id = ${subjectId} and state <> 'sending'`.execute(transaction);
  return rows.length > 0;
}
