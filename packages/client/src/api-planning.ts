/** The calls of planning beside the meetings themselves: presets, delegates, rooms. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';
import { RequestFailed } from './request-failed.ts';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type PresetView = Out<'PresetView'>;
export type PresetContent = Out<'PresetContent'>;
export type ResourceView = Out<'ResourceView'>;
export type ResourceContent = Out<'ResourceContent'>;

export function planningCalls(
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>,
  send: (method: string, path: string, body?: unknown) => Promise<void>,
) {
  const id = encodeURIComponent;
  return {
    /** Kinds of meetings that are offered, in their order. */
    presets: () => ask<Out<'PresetList'>>('GET', '/presets').catch(noneAt({ presets: [] })),
    createPreset: (body: In<'PresetContent'>) => ask<PresetView>('POST', '/presets', body),
    changePreset: (presetId: string, body: In<'PresetContent'>) => ask<PresetView>('PUT', `/presets/${id(presetId)}`, body),
    orderPresets: (ids: string[]) => send('PUT', '/presets/order', { ids }),
    withdrawPreset: (presetId: string) => send('DELETE', `/presets/${id(presetId)}`),

    /** Who may plan for me, and for whom I may. */
    delegations: () => ask<Out<'Delegations'>>('GET', '/me/delegates').catch(noneAt({ delegates: [], principals: [] })),
    nameDelegate: (body: In<'NameDelegate'>) => ask<Out<'Delegations'>>('POST', '/me/delegates', body),
    withdrawDelegate: (personId: string) => send('DELETE', `/me/delegates/${id(personId)}`),

    /** Rooms and things that can be booked. */
    resources: () => ask<Out<'ResourceList'>>('GET', '/resources').catch(noneAt({ resources: [] })),
    /** Which of them are taken at some of these times. */
    askFree: (body: In<'AskFree'>) => ask<Out<'TakenResources'>>('POST', '/resources/free', body),
    bookings: (resourceId: string, fromMs: number, toMs: number) =>
      ask<Out<'BookingList'>>('GET', `/resources/${id(resourceId)}/bookings?fromMs=${fromMs}&toMs=${toMs}`),
    createResource: (body: In<'ResourceContent'>) => ask<ResourceView>('POST', '/resources', body),
    changeResource: (resourceId: string, body: In<'ResourceContent'>) => ask<ResourceView>('PUT', `/resources/${id(resourceId)}`, body),
    withdrawResource: (resourceId: string) => send('DELETE', `/resources/${id(resourceId)}`),
  };
}

/** While servers are updated one after the other, one of the version before may answer: it has none of it. */
function noneAt<T>(none: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof RequestFailed && error.code === 'not_found') return none;
    throw error;
  };
}
