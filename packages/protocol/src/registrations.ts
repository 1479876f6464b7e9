/** Places at an event: `/api/public/meetings/:id/registration`, see `rest.ts` for what holds of all. */
import { z } from 'zod';
import { DisplayName } from './text.ts';

/** Guests say how they are called; account holders register under their own name. */
export const Register = z.strictObject({ name: DisplayName.optional() });

/** `/api/public/meetings/:id/registration`, by the link's id: GET, POST to register, DELETE to withdraw. */
export const RegistrationView = z.object({
  state: z.enum(['off', 'open', 'closed']),
  places: z.int(),
  free: z.int(),
  waiting: z.int(),
  /** Of the person or browser that asks. `place`: on the waiting list, from 1. */
  mine: z.object({ state: z.enum(['registered', 'waiting']), name: z.string(), place: z.int().nullable() }).nullable(),
  owner: z.boolean(),
  /**
   * Answer to a guest who registers, told this once: opens the place in another browser (`#place=<secret>`). Registering again
   * makes a new one and voids it.
   */
  link: z.string().optional(),
});
export type RegistrationView = z.infer<typeof RegistrationView>;

/** `POST /api/public/meetings/:id/registration/claim`: this browser (or account) takes over what the personal link stands for. */
export const ClaimRegistration = z.strictObject({ secret: z.string().min(1).max(128) });
