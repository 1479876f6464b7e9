/**
 * Puts text on the clipboard. One that is still on its way is awaited there: browsers let a page write only right after a press.
 * @returns false where the browser forbids it, has none (pages without HTTPS), or the text did not come
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  const written = await write(text).then(
    () => true,
    () => false,
  );
  return written;
}

async function write(text: string | Promise<string>): Promise<void> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (!clipboard) throw new Error('this page has no clipboard');
  if (typeof text === 'string' || typeof ClipboardItem === 'undefined') return clipboard.writeText(await text);
  const blob = text.then((words) => new Blob([words], { type: 'text/plain' }));
  await clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}
