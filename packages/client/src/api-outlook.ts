/** The HTTP API as the pane of the add-in for Outlook asks it: in a frame of another site no cookie goes along, so it shows a token. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';
import { RequestFailed } from './request-failed.ts';
import { isRecord, readWireError } from './wire-guards.ts';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type OutlookMeeting = Out<'OutlookMeeting'>;
/** Every call throws {@link RequestFailed}: with the server's code, or `not_ready` when it cannot be reached. */
export type OutlookApi = ReturnType<typeof createOutlookApi>;

const timeoutMs = 15_000;

export function createOutlookApi(fetchIt: typeof fetch = (...request) => fetch(...request)) {
  async function ask<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    let response: Response;
    try {
      response = await fetchIt(`/api/outlook${path}`, {
        ...{ method, credentials: 'omit', signal: AbortSignal.timeout(timeoutMs) },
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new RequestFailed({ code: 'not_ready', message: 'the server could not be reached' }, { cause });
    }
    const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    if (response.ok) return trusted<T>(answer);
    throw new RequestFailed(readWireError(isRecord(answer) ? answer.error : undefined), { status: response.status });
  }
  const of = (id: string): string => `/meetings/${encodeURIComponent(id)}`;
  return {
    /** A code that the person types where they are signed in. */
    begin: () => ask<Out<'OutlookPairing'>>('POST', '/pairings'),
    claim: (secret: string) => ask<Out<'OutlookClaim'>>('POST', '/pairings/claim', { secret }),
    plan: (token: string, plan: In<'PlanByOutlook'>) => ask<OutlookMeeting>('POST', '/meetings', plan, token),
    meeting: (token: string, id: string) => ask<OutlookMeeting>('GET', of(id), undefined, token),
    change: (token: string, id: string, changes: In<'ChangeByOutlook'>) => ask<OutlookMeeting>('PATCH', of(id), changes, token),
    remove: (token: string, id: string) => ask<undefined>('DELETE', of(id), undefined, token),
  };
}

function trusted<T>(answer: unknown): T;
function trusted(answer: unknown): unknown {
  return answer;
}
