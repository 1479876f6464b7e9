import { useCallback, useEffect, useMemo, useState } from 'react';
import { documentPip, dress, mainVideo, type PictureInPicture } from './picture-in-picture.ts';

/** Opens and closes the small window; it closes with the room. */
export function usePipWindow(title: string): PictureInPicture {
  const [small, setSmall] = useState<Window>();
  const open = useCallback(async () => {
    const pip = documentPip();
    if (!pip) {
      await mainVideo(document)?.requestPictureInPicture();
      return;
    }
    const opened = await pip.requestWindow({ width: 420, height: 300 });
    dress(opened, document);
    opened.document.title = title;
    opened.addEventListener('pagehide', () => setSmall(undefined), { once: true });
    setSmall(opened);
  }, [title]);
  const close = useCallback(() => small?.close(), [small]);
  useEffect(() => () => small?.close(), [small]);
  return useMemo(() => ({ window: small, open, close }), [close, open, small]);
}
