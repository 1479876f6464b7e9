/** Control characters of a text become U+FFFD: PostgreSQL stores no NUL, and a text with one fits nothing that is stored. Pure. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
