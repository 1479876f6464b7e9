import type { FileSource } from '@saal/client';
import { useEffect, useState } from 'react';
import { codeOf } from '../failure-code.ts';

type FileUrl = (file: FileSource, thumbnail?: { widthPx: number; heightPx: number }) => Promise<string>;
export type LoadedUrl = { state: 'loading' } | { state: 'ready'; url: string } | { state: 'failed'; code: string };

/** Address of a file or its thumbnail; `wanted` false: not fetched yet. Revoked by the model when the room is closed. */
export function useFileUrl(
  fileUrl: FileUrl,
  file: FileSource,
  thumbnailPx?: { widthPx: number; heightPx: number },
  wanted = true,
): LoadedUrl {
  const [loaded, setLoaded] = useState<LoadedUrl>({ state: 'loading' });
  const { handle } = file;
  const width = thumbnailPx?.widthPx;
  const height = thumbnailPx?.heightPx;
  useEffect(() => {
    if (!wanted) return;
    let over = false;
    fileUrl(file, width === undefined || height === undefined ? undefined : { widthPx: width, heightPx: height }).then(
      (url) => !over && setLoaded({ state: 'ready', url }),
      (error: unknown) => !over && setLoaded({ state: 'failed', code: codeOf(error) }),
    );
    return () => {
      over = true;
    };
    // `handle` is what tells files apart; the object is new with each change of the message
  }, [fileUrl, handle, height, wanted, width]);
  return loaded;
}
