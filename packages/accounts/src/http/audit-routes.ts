/** Who did what to whom, for those who hold `audit.read`. Nothing here changes an entry. */
import { Readable } from 'node:stream';
import { AuditPage, AuditQuery } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { auditHead, auditRows } from '../audit-table.ts';
import { callerOf, requireRight, type AccountsContext } from './context.ts';

const PageQuery = AuditQuery.extend({ before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional() });

export function auditRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { auditReader } = context;

  app.get('/audit', { schema: { querystring: PageQuery, response: { 200: AuditPage } } }, async (request) => {
    const by = await requireRight(context, request, 'audit.read', 'read the audit');
    const { before, ...query } = request.query;
    return auditReader.page(by.id, query, before, callerOf(request));
  });

  app.get('/audit.csv', { schema: { querystring: AuditQuery } }, async (request, reply) => {
    const by = await requireRight(context, request, 'audit.read', 'export the audit');
    const parts = auditReader.all(by.id, request.query, callerOf(request));
    const lines = async function* (): AsyncGenerator<string> {
      yield auditHead(by.language);
      for await (const entries of parts) yield auditRows(entries);
    };
    return reply
      .header('content-disposition', `attachment; filename="${by.language === 'de' ? 'protokoll' : 'audit'}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(Readable.from(lines()));
  });
}
