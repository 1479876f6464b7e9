/** How people sign in, and what else a page needs to know before anybody has. */
import { z } from 'zod';

/** How people sign in besides, or before, a password of this server. */
export const SignInWays = z.object({
  localForm: z.enum(['open', 'behind', 'hidden']),
  /** Goes to the only provider by itself. */
  autoForward: z.boolean(),
  providers: z.array(z.object({ id: z.string(), label: z.object({ de: z.string(), en: z.string() }) })),
});
export type SignInWays = z.infer<typeof SignInWays>;

/** `GET /api/client-config`: what the page needs before it knows who looks. */
export const ClientConfig = z.object({
  productName: z.string(),
  /** Operator's own addresses for imprint and privacy notice, if configured. */
  imprintUrl: z.string().optional(),
  privacyUrl: z.string().optional(),
  supportText: z.string().optional(),
  setupNeeded: z.boolean(),
  /** Absent: by a password of this server only. */
  signIn: SignInWays.optional(),
  /** What a new password has at least; absent: 12 characters. */
  passwordMinLength: z.number().optional(),
});
export type ClientConfig = z.infer<typeof ClientConfig>;
