import type { Viewer } from './viewer.ts';

type Channel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;

/** Who signs out in one tab is signed out in all of them at once: their pages show nothing more of this person. */
export function signOutInAllTabs(viewer: Viewer, channel: Channel): void {
  const isSignedIn = () => {
    const state = viewer.get();
    return state.state === 'ready' && state.me !== undefined;
  };
  let wasSignedIn = isSignedIn();
  viewer.subscribe(() => {
    if (viewer.get().state === 'ready' && wasSignedIn && !isSignedIn()) channel.postMessage('signed-out');
    wasSignedIn = isSignedIn();
  });
  channel.addEventListener('message', () => {
    if (isSignedIn()) viewer.signedOut();
  });
}
