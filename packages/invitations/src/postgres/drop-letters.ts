import { sql, type Kysely } from 'kysely';

/**
 * An address was wrong: what waits for it stays here, and what is known of the rest goes, so that nothing of it speaks for the letters
 * to the right one. A letter that is on its way this moment is kept until it is known what came of it.
 * @returns whether any was written
 */
export async function dropLetters<Tables>(transaction: Kysely<Tables>, subjectId: string): Promise<boolean> {
  const { rows } = await sql<{ written: boolean }>`
    select exists (select from invitations.letter where subject_id = ${subjectId}) as written`.execute(transaction);
  await sql`delete from invitations.letter where subject_id = ${subjectId} and state <> 'sending'`.execute(transaction);
  return rows[0]?.written === true;
}
