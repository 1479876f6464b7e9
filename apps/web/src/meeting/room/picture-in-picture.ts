/** The meeting in a small window above other programs: a document of its own where browsers have it, else one picture. */
import { createContext, use } from 'react';

type DocumentPip = { requestWindow(options: { width: number; height: number }): Promise<Window>; window: Window | null };

/** Chromium's Document Picture-in-Picture; other browsers have none. */
export function documentPip(): DocumentPip | undefined {
  if (!('documentPictureInPicture' in window)) return undefined;
  const found: unknown = window.documentPictureInPicture;
  return isDocumentPip(found) ? found : undefined;
}

function isDocumentPip(value: unknown): value is DocumentPip {
  return typeof value === 'object' && value !== null && 'requestWindow' in value && typeof value.requestWindow === 'function';
}

export function canPictureInPicture(): boolean {
  return documentPip() !== undefined || ('pictureInPictureEnabled' in document && document.pictureInPictureEnabled);
}

export type PictureInPicture = {
  /** The small window's document, while it is open. */
  window: Window | undefined;
  /** Call inside a click. */
  open: () => Promise<void>;
  close: () => void;
};

export const PictureInPictureContext = createContext<PictureInPicture>({
  window: undefined,
  open: () => Promise.resolve(),
  close: () => undefined,
});

export function usePictureInPicture(): PictureInPicture {
  return use(PictureInPictureContext);
}

/** The picture to show where only one can be: the share, else whoever is large. */
export function mainVideo(root: ParentNode): HTMLVideoElement | undefined {
  const videos = [...root.querySelectorAll<HTMLVideoElement>('[data-stage] video[data-ready], [data-seats] [data-tile] video[data-ready]')];
  return videos.sort((a, b) => b.clientWidth * b.clientHeight - a.clientWidth * a.clientHeight)[0];
}

/** Gives the small window the page's look: its style sheets and what the root element says about theme and language. */
export function dress(small: Window, page: Document): void {
  for (const sheet of page.querySelectorAll('link[rel="stylesheet"], style')) small.document.head.append(sheet.cloneNode(true));
  const root = small.document.documentElement;
  root.lang = page.documentElement.lang;
  const theme = page.documentElement.dataset['theme'];
  if (theme !== undefined) root.dataset['theme'] = theme;
}
