/** This browser as the server tells it of news while its pages are closed (decision 0032). */
import type { MatrixClient } from 'matrix-js-sdk';
import type { WebPushSubscription } from '../notifying-model.ts';
import { isObject, textOf } from './content.ts';
import { translated } from './translated.ts';

const WEB_PUSH = 'eu.saal.webpush';
const APP_ID = 'eu.saal.web';

/** @returns undefined: the house contacts no push service */
export async function webPushKey(client: MatrixClient): Promise<string | undefined> {
  const capabilities: Record<string, unknown> = { ...(await translated(client.getCapabilities())) };
  const offered = capabilities[WEB_PUSH];
  return isObject(offered) ? textOf(offered['application_server_key']) : undefined;
}

export async function setWebPush(client: MatrixClient, { endpoint, auth, p256dh }: WebPushSubscription, lang: string): Promise<void> {
  await translated(
    client.setPusher({
      ...{ app_id: APP_ID, pushkey: p256dh, lang, app_display_name: 'Saal', device_display_name: 'Browser' },
      // What one browser is told belongs to whoever is signed in there now.
      append: false,
      ...({ kind: WEB_PUSH, data: { endpoint, auth } } as unknown as { kind: 'http'; data: { url: string } }),
    }),
  );
}

export async function removeWebPush(client: MatrixClient, { p256dh }: Pick<WebPushSubscription, 'p256dh'>): Promise<void> {
  await translated(client.removePusher(p256dh, APP_ID));
}
