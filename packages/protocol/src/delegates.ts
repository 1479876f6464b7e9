/** Delegates: people who plan meetings on behalf of somebody, their principal. `/api/me/delegates`. */
import { z } from 'zod';
import { PersonId } from './ids.ts';
import { Email } from './rest.ts';

const Named = z.object({ id: PersonId, displayName: z.string() });

/** Who may plan for me, and for whom I may plan. */
export const Delegations = z.object({ delegates: z.array(Named), principals: z.array(Named) });
export type Delegations = z.infer<typeof Delegations>;
/** Somebody with an account here. Who was found by name is named by it: their address may be hidden. */
export const NameDelegate = z.union([z.strictObject({ email: Email }), z.strictObject({ personId: PersonId })]);
export type NameDelegate = z.infer<typeof NameDelegate>;
