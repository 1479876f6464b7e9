/** The webhooks of applications: made, listed, removed, given a new secret and replayed by administrators. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs, WebhookEvent } from '@saal/protocol';
import { ApplicationNotFound, WebhookAddressBad, WebhookNotFound, WebhookScopeMissing } from './errors.ts';
import type { ApplicationStore } from './ports.ts';
import type { DeliveryStore, WebhookStore } from './webhook-ports.ts';
import { scopeOf, TRIED_FOR_MS, type Delivery, type Webhook } from './webhook.ts';

/** As Standard Webhooks writes them: 256 random bits in base64. */
export const SECRET_PREFIX = 'whsec_';
/** After a renewal both secrets sign, so that nothing is refused while the other side changes it. */
const EARLIER_SIGNS_MS = 24 * 3600_000;
const DELIVERIES_SHOWN = 100;
const MOST_WEBHOOKS = 10;
const MOST_URL_CHARACTERS = 2000;

export type WebhooksOptions = {
  store: WebhookStore;
  deliveries: DeliveryStore;
  applications: Pick<ApplicationStore, 'one'>;
  clock: Clock;
  newId: () => string;
  /** 32 bytes in base64. */
  newSecret: () => string;
  seal: { close(plain: string, owner: string): string; open(sealed: string, owner: string): string };
  /** Hosts that may be told without TLS. */
  httpHosts: readonly string[];
};

export class Webhooks {
  readonly #o: WebhooksOptions;

  constructor(options: WebhooksOptions) {
    this.#o = options;
  }

  /** @returns the secret, which nobody can read again. @throws {ApplicationNotFound, WebhookAddressBad, WebhookScopeMissing} */
  async create(applicationId: string, wanted: { url: string; events: WebhookEvent[] }): Promise<{ webhook: Webhook; secret: string }> {
    const { store, applications, clock, newId, newSecret, seal } = this.#o;
    const application = await applications.one(applicationId);
    if (!application) throw new ApplicationNotFound();
    const url = this.#checked(wanted.url);
    const lacking = wanted.events.map(scopeOf).find((scope) => !application.scopes.includes(scope));
    if (lacking) throw new WebhookScopeMissing(lacking);
    if ((await store.ofApplication(applicationId)).length >= MOST_WEBHOOKS) throw new WebhookAddressBad('too_many');
    const events = [...new Set(wanted.events)];
    const webhook = { id: newId(), applicationId, url, events, createdAtMs: clock.now(), failingSinceMs: null, offAtMs: null };
    const secret = SECRET_PREFIX + newSecret();
    await store.add(webhook, seal.close(secret, webhook.id));
    return { webhook, secret };
  }

  /** @throws {ApplicationNotFound} */
  async list(applicationId: string): Promise<Webhook[]> {
    if (!(await this.#o.applications.one(applicationId))) throw new ApplicationNotFound();
    return this.#o.store.ofApplication(applicationId);
  }

  /** @throws {WebhookNotFound} */
  async remove(applicationId: string, id: string): Promise<void> {
    if (!(await this.#o.store.remove(applicationId, id))) throw new WebhookNotFound();
  }

  /** The old one signs for a day beside it. @throws {WebhookNotFound} */
  async renewSecret(applicationId: string, id: string): Promise<string> {
    const { store, clock, newSecret, seal } = this.#o;
    await this.#one(applicationId, id);
    const secret = SECRET_PREFIX + newSecret();
    await store.setSecret(id, seal.close(secret, id), clock.now() + EARLIER_SIGNS_MS);
    return secret;
  }

  /** What was given up meanwhile is not sent by itself. @throws {WebhookNotFound} */
  async turnOn(applicationId: string, id: string): Promise<void> {
    await this.#one(applicationId, id);
    await this.#o.store.turnOn(id);
  }

  /** Newest first. @throws {WebhookNotFound} */
  async deliveries(applicationId: string, id: string): Promise<Delivery[]> {
    await this.#one(applicationId, id);
    return this.#o.deliveries.latest(id, DELIVERIES_SHOWN);
  }

  /** @param deliveryId undefined: all that was given up. @returns how many. @throws {WebhookNotFound} also when it is still under way */
  async replay(applicationId: string, id: string, deliveryId: string | undefined): Promise<number> {
    const { deliveries, clock } = this.#o;
    await this.#one(applicationId, id);
    const nowMs = clock.now();
    const count = await deliveries.replay(id, deliveryId, nowMs, nowMs + TRIED_FOR_MS);
    if (deliveryId !== undefined && count === 0) throw new WebhookNotFound();
    return count;
  }

  /** The secrets that sign now, newest first. */
  async secretsOf(id: string): Promise<string[]> {
    const { store, seal, clock } = this.#o;
    const kept = await store.secrets(id);
    if (!kept) return [];
    const isGood = (untilMs: EpochMs | null): boolean => untilMs !== null && untilMs > clock.now();
    const sealed = [kept.sealed, ...(kept.earlier !== null && isGood(kept.earlierUntilMs) ? [kept.earlier] : [])];
    return sealed.map((each) => seal.open(each, id));
  }

  async #one(applicationId: string, id: string): Promise<Webhook> {
    const webhook = await this.#o.store.one(applicationId, id);
    if (!webhook) throw new WebhookNotFound();
    return webhook;
  }

  /** Where it leads is looked at when something is sent: a name may lead elsewhere by then. */
  #checked(text: string): string {
    if (!URL.canParse(text) || text.length > MOST_URL_CHARACTERS) throw new WebhookAddressBad('no_url');
    const url = new URL(text);
    if (url.username !== '' || url.password !== '' || url.hash !== '') throw new WebhookAddressBad('no_url');
    const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && this.#o.httpHosts.includes(url.hostname));
    if (!isAllowed) throw new WebhookAddressBad('not_https');
    return url.href;
  }
}
