/** Fetches pages of the internet for people, and nothing else: a link must not make the server look into its own networks (C09). */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { internet, lookupOf, pinnedAddress, type Outside } from '@saal/foundation';
import type { FetchPage } from '../link-previews.ts';

const MAX_BYTES = 512 * 1024;
const TIMEOUT_MS = 8_000;
const MOST_REDIRECTS = 3;

/** Only for tests: which addresses count as public, how names are resolved, and on which ports pages are. */
export interface Internet extends Outside {
  isPort: (port: string) => boolean;
}

// Other ports are of other services.
export const fetchPage: FetchPage = pageFetcher({ ...internet, isPort: (port) => port === '' });

export function pageFetcher(net: Internet): FetchPage {
  return async (address) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      let next = address;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const answer = await asked(next, await pinned(next, net), signal);
        const { statusCode = 0, headers } = answer;
        if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
          answer.destroy();
          next = new URL(headers.location, next);
          continue;
        }
        const isPage = statusCode === 200 && /^(text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '');
        if (isPage) return await textOf(answer);
        answer.destroy();
        return undefined;
      }
      return undefined;
    } catch {
      // Not there, too slow, refused: whoever asks must not learn which, or the server would tell of its networks.
      return undefined;
    }
  };
}

async function pinned(address: URL, net: Internet): Promise<string> {
  if (!/^https?:$/.test(address.protocol) || !net.isPort(address.port)) throw new Error('not a page');
  return pinnedAddress(address, net);
}

function asked(address: URL, ip: string, signal: AbortSignal): Promise<IncomingMessage> {
  const lookup = lookupOf(ip);
  const headers = { accept: 'text/html', 'accept-encoding': 'identity', 'user-agent': 'Saal (link preview)' };
  return new Promise((done, failed) => {
    const request = address.protocol === 'https:' ? requestHttps : requestHttp;
    // Without an agent: a connection kept from before could be to another address.
    request(address, { lookup, headers, signal, agent: false }, done).on('error', failed).end();
  });
}

/** Its beginning, where the head is. Packed answers were not asked for and are not unpacked. */
async function textOf(answer: IncomingMessage): Promise<string | undefined> {
  if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity') {
    answer.destroy();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BYTES) break;
  }
  const charset = /charset=["']?([\w-]{1,40})/i.exec(answer.headers['content-type'] ?? '')?.[1];
  const bytes = Buffer.concat(chunks).subarray(0, MAX_BYTES);
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    return bytes.toString('utf8'); // A charset nobody knows.
  }
}
