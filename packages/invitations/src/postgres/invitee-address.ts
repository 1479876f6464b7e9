import { AuditTrail, type Clock, type Database } from '@saal/foundation';
import { sql } from 'kysely';
import type { InviteeAddresses } from '../invitee-ports.ts';
import { dropLetters } from './drop-letters.ts';
import { inviteeTables, type InviteeTables } from './invitee-tables.ts';

export function createInviteeAddresses(database: Database, clock: Clock): InviteeAddresses {
  const db = inviteeTables(database);
  const audit = new AuditTrail(database, clock);
  return {
    correct: ({ meetingId, id }, { email, person }, { by, linkHash }) =>
      db.transaction().execute(async (transaction) => {
        // In turn with whoever is added to the meeting.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`invitee ${meetingId}`}, 0))`.execute(transaction);
        const of = transaction.selectFrom('invitations.invitee').where('meeting_id', '=', meetingId).where('withdrawn', '=', false);
        // And with who tells them: what was told to the former address is forgotten after it.
        const row = await of.where('id', '=', id).select(['generation', 'email', 'person_id']).forUpdate().executeTakeFirst();
        if (!row) return 'none';
        if (row.email === email) return 'kept';
        const others = await of.where('id', '<>', id).select(['email', 'person_id']).execute();
        if (others.some((each) => each.email === email || each.person_id === person?.id)) return 'taken';
        const isRenewed = (await dropLetters<InviteeTables>(transaction, id)) || person !== undefined;
        const generation = isRenewed ? row.generation + 1 : row.generation;
        await transaction
          .updateTable('invitations.invitee')
          .set({
            ...{ email, told: null, told_at_ms: null },
            ...(isRenewed && {
              ...{ generation, link_hash: linkHash(generation), holder: null, held_until_ms: null, used_at_ms: null, answer: null },
            }),
            ...(person && { person_id: person.id, name: person.name, passes_lobby: true, link_hash: null }),
          })
          .where('id', '=', id)
          .execute();
        await audit.writeIn<InviteeTables>(transaction, {
          ...{ action: 'invitee.address-corrected', actor: { kind: 'person', id: by } },
          ...{ subject: { kind: 'invitee', id }, details: { meeting: meetingId, link: isRenewed ? 'renewed' : 'kept' } },
        });
        return isRenewed ? 'renewed' : 'kept';
      }),
  };
}
