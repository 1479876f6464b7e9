/** Asks one address of somebody's, and nothing of our own networks (C09): resolved once, no redirects, bounded in time and size. */
import { internet, lookupOf, NotOutside, pinnedAddress, type Outside } from '@saal/foundation';
import { Agent, request } from 'undici';
import type { PostWebhook } from '../webhook-ports.ts';
import type { Outcome } from '../webhook.ts';

const TIMEOUT_MS = 10_000;
/** The answer is not of interest; so much is taken so that the other side is through with it. */
const MOST_ANSWER_BYTES = 16 * 1024;

/**
 * @param isAllowed addresses that an operator lists although they are not of the internet
 * @param test only for tests: how names are resolved, and how long a try takes at most
 */
export function webhookPoster(
  isAllowed: (address: string) => boolean,
  { resolve = internet.resolve, timeoutMs = TIMEOUT_MS }: { resolve?: Outside['resolve']; timeoutMs?: number } = {},
): PostWebhook {
  const outside = { isPublic: (address: string) => internet.isPublic(address) || isAllowed(address), resolve };
  return async (url, headers, body) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await posted(new URL(url), { headers, body, signal }, outside);
    } catch (error) {
      if (error instanceof NotOutside) return 'not-allowed';
      return signal.aborted ? 'timeout' : 'unreachable';
    }
  };
}

async function posted(
  url: URL,
  { headers, body, signal }: { headers: Readonly<Record<string, string>>; body: string; signal: AbortSignal },
  outside: Outside,
): Promise<Outcome> {
  const ip = await pinnedAddress(url, outside);
  // One of its own: a connection kept from before could be to another address.
  const dispatcher = new Agent({ connect: { lookup: lookupOf(ip), timeout: TIMEOUT_MS }, pipelining: 0, maxHeaderSize: MOST_ANSWER_BYTES });
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Saal (webhook)', ...headers },
      ...{ body, signal, dispatcher },
    });
    await answer.body.dump({ limit: MOST_ANSWER_BYTES, signal });
    return answer.statusCode;
  } finally {
    await dispatcher.destroy();
  }
}
