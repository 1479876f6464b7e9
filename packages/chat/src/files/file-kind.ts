import { fileTypeFromBuffer } from 'file-type';

/** What the first bytes of a file say it is; undefined: nothing known. */
export async function kindOfFile(head: Uint8Array): Promise<string | undefined> {
  return (await fileTypeFromBuffer(head))?.mime;
}
