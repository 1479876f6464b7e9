/** Reading and joining bytes of picture files. Pure. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @returns '' where there are no four bytes any more */
export function fourLetters(bytes: Uint8Array, at: number): string {
  return at + 4 > bytes.length ? '' : String.fromCharCode(...bytes.subarray(at, at + 4));
}

export function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && ascii(text).every((byte, at) => bytes[at] === byte);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
