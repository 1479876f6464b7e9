import type { FileSource } from './model.ts';

/** Whether the server has a thumbnail of this picture. Of GIF it has none (decision 0038): the whole is shown. */
export const isMadeSmall = ({ mimeType }: Pick<FileSource, 'mimeType'>): boolean => mimeType !== 'image/gif';
