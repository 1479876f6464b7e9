/** Finding messages. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { eventFilter } from '../filter.ts';
import type { JsonObject } from '../json.ts';
import { searchFilter, searchKeys } from '../search.ts';
import { askerOf, bodyOf, queryOf, tellerFor, type ChatParts } from './context.ts';

const DEFAULT_LIMIT = 10;
const MOST_AROUND = 20;

const around = z.int().min(0).default(5);
const Criteria = z.object({
  search_term: z.string().max(500),
  keys: z.array(z.enum(searchKeys)).min(1).optional(),
  filter: z.record(z.string(), z.unknown()).optional(),
  order_by: z.enum(['recent', 'rank']).default('rank'),
  event_context: z.object({ before_limit: around, after_limit: around, include_profile: z.boolean().default(false) }).optional(),
  include_state: z.boolean().default(false),
  groupings: z
    .object({
      group_by: z
        .array(z.object({ key: z.enum(['room_id', 'sender']) }))
        .max(2)
        .default([]),
    })
    .optional(),
});
const SearchBody = z.object({ search_categories: z.object({ room_events: Criteria.optional() }) });

export function searchRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { search, clock } = parts;

  app.post('/search', async (request) => {
    const teller = tellerFor(await askerOf(request, parts), clock);
    const { room_events: wanted } = bodyOf(SearchBody, request).search_categories;
    if (!wanted) return { search_categories: {} };
    const filter = (wanted.filter ?? {}) as JsonObject;
    const rule = eventFilter(filter);
    const context = wanted.event_context;
    const found = await search.roomEvents(teller, {
      ...{ text: wanted.search_term, keys: wanted.keys ?? searchKeys, filter: searchFilter(filter, rule), order: wanted.order_by },
      from: queryOf(request).next_batch,
      limit: rule.limit ?? DEFAULT_LIMIT,
      context: context && {
        before: Math.min(context.before_limit, MOST_AROUND),
        after: Math.min(context.after_limit, MOST_AROUND),
        withProfiles: context.include_profile,
      },
      groupBy: wanted.groupings?.group_by.map(({ key }) => key) ?? [],
      withState: wanted.include_state,
    });
    return { search_categories: { room_events: found } };
  });
}
