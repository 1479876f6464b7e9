/**
 * Every error that crosses the wire has one of these codes. They are stable: a client translates by code
 * (`error.<code>` in its catalogues), and a code is never given a second meaning.
 */
import { z } from 'zod';
import { errorCodes } from './constants.ts';

export { errorCodes };
export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const WireError = z.object({
  code: ErrorCode,
  /** English, for logs and developers; people read the translation of the code. */
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type WireError = z.infer<typeof WireError>;
