import { expect, test, vi } from 'vitest';
import { alice } from '../testing/render.tsx';
import { signOutInAllTabs } from './other-tabs.ts';
import { createViewer, type Viewer } from './viewer.ts';

async function tab(channel: BroadcastChannel): Promise<Viewer> {
  const viewer = createViewer({ me: async () => alice, clientConfig: async () => ({ productName: 'Saal', setupNeeded: false }) });
  signOutInAllTabs(viewer, channel);
  await viewer.load();
  return viewer;
}

test('who signs out in one tab is signed out in the others', async () => {
  const [here, there] = [new BroadcastChannel('saal'), new BroadcastChannel('saal')];
  const [one, other] = [await tab(here), await tab(there)];
  one.signedOut();
  await vi.waitFor(() => expect(other.get()).toMatchObject({ state: 'ready', me: undefined }));
  here.close();
  there.close();
});
