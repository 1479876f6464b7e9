/** Lets the browser save a file under its name. */
export async function saveFile(url: Promise<string>, fileName: string): Promise<void> {
  const link = document.createElement('a');
  link.href = await url;
  link.download = fileName;
  link.click();
}
