/** Tells when it is worth looking at the network anew: back online, another network, the page is seen again. */
export type WatchNetwork = (changed: (kind: 'online' | 'network' | 'visible') => void) => () => void;

function networkInformation(): EventTarget | undefined {
  // Not in Safari and Firefox, and not in TypeScript's DOM library.
  const connection: unknown = 'connection' in navigator ? navigator.connection : undefined;
  return connection instanceof EventTarget ? connection : undefined;
}

/** The browser's own signs; in a program without a window: never. */
export const watchBrowserNetwork: WatchNetwork = (changed) => {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => undefined;
  const online = () => changed('online');
  const network = () => changed('network');
  const visible = () => {
    if (document.visibilityState === 'visible') changed('visible');
  };
  const information = networkInformation();
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', visible);
  information?.addEventListener('change', network);
  return () => {
    window.removeEventListener('online', online);
    document.removeEventListener('visibilitychange', visible);
    information?.removeEventListener('change', network);
  };
};
