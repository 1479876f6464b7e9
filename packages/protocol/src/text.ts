/** Limits of the texts people type. Applied at every edge; the stored text is the trimmed one. */
import { z } from 'zod';

/** Marks without width and those that turn the direction of writing: what one reads would not be what stands there (C04, C11). */
const invisible = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Visible text: normalised (NFC), without what is not seen, trimmed; at least one visible character. */
function visible(maxLength: number, tidy: (text: string) => string) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((raw) => tidy(raw.normalize('NFC').replace(invisible, ' ')).trim())
    .pipe(z.string().min(1).max(maxLength));
}

/** One line of it: control characters and runs of white space become one blank. */
export function line(maxLength: number) {
  return visible(maxLength, (text) => text.replace(/\p{Cc}/gu, ' ').replace(/\s+/gu, ' '));
}

/** Several lines: as `line`, but line breaks stay, two in a row at most. */
export function paragraph(maxLength: number) {
  return visible(maxLength, (text) =>
    text
      .replace(/\r\n?/gu, '\n')
      .replace(/[^\P{Cc}\n]/gu, ' ')
      .replace(/[^\S\n]+/gu, ' ')
      .replace(/ ?\n ?/gu, '\n')
      .replace(/\n{3,}/gu, '\n\n'),
  );
}

/** A person's or a guest's name as others see it. */
export const DisplayName = line(80);
/** A meeting's title. */
export const Title = line(140);
/** Six to twelve digits, told beside the meeting number. */
export const Passcode = z.string().regex(/^[0-9]{6,12}$/);
export const Language = z.enum(['de', 'en']);
export type Language = z.infer<typeof Language>;
export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;
