/** The phone book of the house (`/api/people/search`, `/api/people/:id/card`): for everybody with an account, not for guests. */
import { z } from 'zod';
import { PersonId } from './ids.ts';

/** One person; what is not known or not shown in this house is left out. */
export const PhoneBookEntry = z.object({
  id: PersonId,
  displayName: z.string(),
  pictureUrl: z.string().optional(),
  department: z.string().optional(),
  title: z.string().optional(),
  office: z.string().optional(),
  phone: z.string().optional(),
  /** Short number within the house. */
  extension: z.string().optional(),
  mobile: z.string().optional(),
  /** The same numbers as telephones dial them, from anywhere where that is known. */
  dial: z.object({ phone: z.string().optional(), mobile: z.string().optional() }).optional(),
  email: z.string().optional(),
  /** Somebody of another house. */
  external: z.boolean().optional(),
});
export type PhoneBookEntry = z.infer<typeof PhoneBookEntry>;

/** Best match first; `more`: there are others, so one types on. */
export const PhoneBookPage = z.object({ people: z.array(PhoneBookEntry), more: z.boolean() });
export type PhoneBookPage = z.infer<typeof PhoneBookPage>;
