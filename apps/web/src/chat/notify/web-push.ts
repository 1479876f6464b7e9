/** Telling of news while Saal is closed: the worker, the browser's subscription, and our server's knowledge of it go together. */
import type { Notifying, WebPushSubscription } from '@saal/client';
import { WORKER, WORKER_SCOPE } from './shown-notifications.ts';

const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window;

async function subscriptionHere(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export type WebPushState = { can: true; isOn: boolean; key: string } | { can: false; because: 'browser' | 'house' };

export async function webPushState(notifying: Notifying): Promise<WebPushState> {
  const key = await notifying.webPushKey();
  if (key === undefined) return { can: false, because: 'house' };
  if (!canPush()) return { can: false, because: 'browser' };
  return { can: true, isOn: (await subscriptionHere()) !== null, key };
}

/** @param key of the house. @throws where the browser or its push service refuses */
export async function turnOn(notifying: Notifying, key: string, language: string): Promise<void> {
  const registration = await activated(await navigator.serviceWorker.register(WORKER, { scope: WORKER_SCOPE }));
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  try {
    await notifying.setWebPush(wireOf(subscription), language);
  } catch (error) {
    // Half of it would look as if it were on.
    await subscription.unsubscribe();
    throw error;
  }
}

export async function turnOff(notifying: Notifying): Promise<void> {
  const subscription = await subscriptionHere();
  if (!subscription) return;
  await notifying.removeWebPush(wireOf(subscription));
  await subscription.unsubscribe();
}

/** Browsers let only a worker that runs subscribe. */
async function activated(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return registration;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  coming.addEventListener('statechange', () => {
    if (coming.state === 'activated') resolve(undefined);
    if (coming.state === 'redundant') reject(new Error('the worker for notifications does not start'));
  });
  await promise;
  return registration;
}

function wireOf(subscription: PushSubscription): WebPushSubscription {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' };
}
