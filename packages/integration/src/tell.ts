/** Puts what happened into the deliveries of the webhooks that are to hear of it. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, WebhookEvent } from '@saal/protocol';
import type { Scope } from './application.ts';
import type { Listener, ListeningApplication, NewsTurn } from './webhook-ports.ts';
import { scopeOf, TRIED_FOR_MS } from './webhook.ts';

export type Told = { type: WebhookEvent; data: Record<string, unknown> };

/** @param what.factId the same however often it is told: each webhook gets it once */
export async function tell(
  turn: Pick<NewsTurn, 'deliver'>,
  what: { factId: string; atMs: EpochMs; told: Told; application: ListeningApplication },
  { clock, newId }: { clock: Clock; newId: () => string },
): Promise<void> {
  const { factId, atMs, told, application } = what;
  const nowMs = clock.now();
  const body = JSON.stringify({ type: told.type, timestamp: new Date(atMs).toISOString(), data: told.data });
  for (const listener of application.listeners.filter((each) => hears(each, told.type, application.scopes))) {
    const delivery = { id: newId(), webhookId: listener.webhookId, factId, type: told.type, body };
    await turn.deliver({ ...delivery, state: listener.isOn ? 'waiting' : 'given-up' }, nowMs, nowMs + TRIED_FOR_MS);
  }
}

/** A scope that was taken away ends what it let through. */
function hears({ events }: Listener, type: WebhookEvent, scopes: readonly Scope[]): boolean {
  return events.includes(type) && scopes.includes(scopeOf(type));
}
