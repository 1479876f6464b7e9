/** Puts text on the clipboard. @returns false where the browser forbids it, or has none (pages without HTTPS) */
export async function copyText(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
