/** Limits of the texts people type. Applied at every edge; the stored text is the trimmed one. */
import { z } from 'zod';

/**
 * One line of visible text: trimmed, normalised (NFC), without control and direction-override
 * characters (C04, C11), at least one visible character.
 */
export function line(maxLength: number) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((raw) =>
      raw
        .normalize('NFC')
        .replace(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .pipe(z.string().min(1).max(maxLength));
}

/** Visible text of several lines: as `line`, but line breaks stay, two in a row at most. */
export function paragraph(maxLength: number) {
  return z
    .string()
    .max(maxLength * 4)
    .transform((raw) =>
      raw
        .normalize('NFC')
        .replace(/\r\n?/gu, '\n')
        .replace(/[^\P{Cc}\n]|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
        .replace(/[^\S\n]+/gu, ' ')
        .replace(/ ?\n ?/gu, '\n')
        .replace(/\n{3,}/gu, '\n\n')
        .trim(),
    )
    .pipe(z.string().min(1).max(maxLength));
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
