/** Sends what waits, on each server of the cluster: at least once, by the same id, for three days. Ends and begins again anywhere. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs } from '@saal/protocol';
import type { DeliveryStore, Due, PostWebhook } from './webhook-ports.ts';
import { isDelivered, isGone, pauseMs, TRIED_FOR_MS, type Outcome } from './webhook.ts';

/** Longer than a try takes at most. */
const TAKEN_MS = 60_000;
const AT_ONCE = 4;
/** One slow address must not hold up the others. */
const AT_ONCE_EACH = 2;

export type WebhookSenderOptions = {
  store: DeliveryStore;
  secretsOf: (webhookId: string) => Promise<string[]>;
  /** Headers of Standard Webhooks. */
  signed: (delivery: { id: string; body: string }, secrets: readonly string[], nowMs: number) => Record<string, string>;
  post: PostWebhook;
  clock: Clock;
  chance: () => number;
  /** What waits is given up, and can be replayed; those who can turn it on again are told. @returns false: it was off before */
  turnOff: (webhookId: string, nowMs: EpochMs) => Promise<boolean>;
  turnedOff: (webhookId: string, outcome: Outcome) => void;
};

export class WebhookSender {
  readonly #o: WebhookSenderOptions;
  readonly #underWay = new Map<string, number>();

  constructor(options: WebhookSenderOptions) {
    this.#o = options;
  }

  /** Everything that is due. */
  async sendAll(isOpen: () => boolean): Promise<void> {
    const lane = async (): Promise<void> => {
      while (isOpen() && (await this.#sendNext()));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async #sendNext(): Promise<boolean> {
    const { store, clock } = this.#o;
    const nowMs = clock.now();
    const busy = [...this.#underWay].filter(([, count]) => count >= AT_ONCE_EACH).map(([id]) => id);
    const due = await store.takeDue(nowMs, nowMs + TAKEN_MS, busy);
    if (!due) return false;
    this.#underWay.set(due.webhookId, (this.#underWay.get(due.webhookId) ?? 0) + 1);
    try {
      await this.#send(due);
    } finally {
      const left = (this.#underWay.get(due.webhookId) ?? 1) - 1;
      if (left > 0) this.#underWay.set(due.webhookId, left);
      else this.#underWay.delete(due.webhookId);
    }
    return true;
  }

  async #send(due: Due): Promise<void> {
    const { store, secretsOf, signed, post, clock, chance, turnOff, turnedOff } = this.#o;
    const headers = signed(due, await secretsOf(due.webhookId), clock.now());
    const outcome = await post(due.url, headers, due.body);
    const nowMs = clock.now();
    if (isDelivered(outcome)) return store.arrived(due, outcome, nowMs);
    const nextAtMs = nowMs + pauseMs(due.attempts, chance());
    const isOver = nextAtMs > due.untilMs;
    const isLong = isOver && due.failingSinceMs !== null && nowMs - due.failingSinceMs >= TRIED_FOR_MS / 2;
    // Before this one is given up: who dies in between leaves it to the next server, which turns the webhook off.
    if ((isGone(outcome) || isLong) && (await turnOff(due.webhookId, nowMs))) turnedOff(due.webhookId, outcome);
    await store.failed(due, outcome, nowMs, isOver || isGone(outcome) ? null : nextAtMs);
  }
}
