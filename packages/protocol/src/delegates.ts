/** Delegates: people who plan meetings on behalf of somebody, their principal. `/api/me/delegates`. */
import { z } from 'zod';
import { PersonId } from './ids.ts';
import { Email } from './rest.ts';

const Named = z.object({ id: PersonId, displayName: z.string() });

/** Who may plan for me, and for whom I may plan. */
export const Delegations = z.object({ delegates: z.array(Named), principals: z.array(Named) });
export type Delegations = z.infer<typeof Delegations>;
/** Somebody with an account here. */
export const NameDelegate = z.strictObject({ email: Email });
