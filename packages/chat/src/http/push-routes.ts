/** What one is notified of: the rules, and what they found (client-server API, "Push Notifications"). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { invalidParam } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import { actionsOf, ruleIn, ruleJson, rulesJson, withoutRule, withRule, withRuleSet } from '../push-rule-book.ts';
import { ruleKinds, type RuleKind } from '../push-rules.ts';
import { readPlace, writePlace } from '../sync-token.ts';
import { askerOf, bodyOf, objectOf, partOf, queryOf, tellerFor, wholeNumberOf, type ChatParts } from './context.ts';

const USUAL_PAGE = 50;
const LARGEST_PAGE = 500;

export function pushRoutes(app: FastifyInstance, parts: ChatParts): void {
  ruleRoutes(app, parts);
  const { notices, teller, clock } = parts;

  app.get('/notifications', async (request) => {
    const asker = await askerOf(request, parts);
    const { from, limit: limitText, only } = queryOf(request);
    const limit = Math.max(1, wholeNumberOf(limitText, USUAL_PAGE, LARGEST_PAGE));
    const before = from === undefined || from === '' ? Number.MAX_SAFE_INTEGER : readPlace(from);
    const noticed = await notices.noticed(asker.userId, { after: 0, before, limit, onlyHighlights: only === 'highlight' });
    const told = await teller.tell(
      noticed.map(({ event }) => event),
      tellerFor(asker, clock),
    );
    const last = noticed.at(-1);
    return {
      ...(last && noticed.length === limit ? { next_token: writePlace(last.event.stream) } : {}),
      notifications: noticed.map(({ roomId, event, outcome, isRead }, at) => ({
        actions: outcome === 2 ? ['notify', { set_tweak: 'highlight' }] : (['notify'] satisfies JsonValue[]),
        ...{ event: told[at], read: isRead, room_id: roomId, ts: event.pdu.origin_server_ts },
      })),
    };
  });
}

function ruleRoutes(app: FastifyInstance, parts: ChatParts): void {
  const { pushRules } = parts;
  const path = '/pushrules/global/:kind/:ruleId';

  for (const all of ['/pushrules', '/pushrules/'])
    app.get(all, async (request) => rulesJson(await pushRules.of((await askerOf(request, parts)).userId)));

  for (const scope of ['/pushrules/global', '/pushrules/global/'])
    app.get(scope, async (request) => rulesJson(await pushRules.of((await askerOf(request, parts)).userId))['global']);

  for (const ofKind of ['/pushrules/global/:kind', '/pushrules/global/:kind/']) {
    app.get(ofKind, async (request) => {
      const { userId } = await askerOf(request, parts);
      const kind = kindOf(request);
      return (await pushRules.of(userId))[kind].map((rule) => ruleJson(kind, rule));
    });
  }

  app.get(path, async (request) => {
    const { userId } = await askerOf(request, parts);
    const kind = kindOf(request);
    return ruleJson(kind, ruleIn(await pushRules.of(userId), kind, partOf(request, 'ruleId')));
  });

  app.put(path, async (request) => {
    const { userId } = await askerOf(request, parts);
    const [kind, ruleId, body, { before, after }] = [kindOf(request), partOf(request, 'ruleId'), objectOf(request), queryOf(request)];
    await pushRules.change(userId, (rules) => withRule(rules, kind, ruleId, body, { before, after }));
    return {};
  });

  app.delete(path, async (request) => {
    const { userId } = await askerOf(request, parts);
    const [kind, ruleId] = [kindOf(request), partOf(request, 'ruleId')];
    await pushRules.change(userId, (rules) => withoutRule(rules, kind, ruleId));
    return {};
  });

  for (const member of ['enabled', 'actions'] as const) {
    app.get(`${path}/${member}`, async (request) => {
      const { userId } = await askerOf(request, parts);
      return { [member]: ruleIn(await pushRules.of(userId), kindOf(request), partOf(request, 'ruleId'))[member] };
    });
    app.put(`${path}/${member}`, async (request) => {
      const { userId } = await askerOf(request, parts);
      const [kind, ruleId] = [kindOf(request), partOf(request, 'ruleId')];
      const to = member === 'enabled' ? bodyOf(z.object({ enabled: z.boolean() }), request) : { actions: actionsOf(objectOf(request)) };
      await pushRules.change(userId, (rules) => withRuleSet(rules, kind, ruleId, to));
      return {};
    });
  }
}

/** @throws {ChatError} invalid_param */
function kindOf(request: FastifyRequest): RuleKind {
  const name = partOf(request, 'kind');
  const kind = ruleKinds.find((known) => known === name);
  if (!kind) throw invalidParam('there is no such kind of push rule');
  return kind;
}
