/** Notifications of the system: shown by the worker where there is one, so that those of a push and those of a page replace each other. */

export interface Shown {
  title: string;
  body: string;
  /** One room has one; the next takes its place. */
  roomId: string;
}

export const WORKER = '/push-worker.js';
/** It answers no requests; the narrower, the fewer pages ask for it. */
export const WORKER_SCOPE = '/chat';

export function isAllowed(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}

/** Only after a press: browsers hold questions that come by themselves against a site. */
export async function askAllowance(): Promise<boolean> {
  return 'Notification' in window && (await Notification.requestPermission()) === 'granted';
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return 'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration(WORKER_SCOPE) : undefined;
}

/** @param onOpen where no worker shows it; the worker tells by `saal.open` */
export async function showNotification({ title, body, roomId }: Shown, onOpen: () => void): Promise<void> {
  if (!isAllowed()) return;
  const worker = await registration();
  const options = { body, tag: roomId, data: { roomId } };
  if (worker?.active) {
    await worker.showNotification(title, options);
    return;
  }
  const shown = new Notification(title, options);
  withoutWorker.get(roomId)?.close();
  withoutWorker.set(roomId, shown);
  shown.onclick = () => {
    window.focus();
    shown.close();
    onOpen();
  };
}

const withoutWorker = new Map<string, Notification>();

/** What was read here or elsewhere is not shown any more. */
export async function removeNotifications(isRead: (roomId: string) => boolean): Promise<void> {
  for (const [roomId, shown] of withoutWorker)
    if (isRead(roomId)) {
      shown.close();
      withoutWorker.delete(roomId);
    }
  const worker = await registration();
  for (const shown of (await worker?.getNotifications()) ?? []) if (isRead(shown.tag)) shown.close();
}
