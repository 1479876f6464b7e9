/** The calls of administration pages. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type AuditPage = Out<'AuditPage'>;
export type AuditEntryView = Out<'AuditEntryView'>;
export type AuditFilter = Out<'AuditQuery'>;

export type PoliciesView = Out<'PoliciesView'>;
export type ChangePolicies = In<'ChangePolicies'>;
export type SignInPolicyView = Out<'SignInPolicyView'>;
export type StatisticsView = Out<'StatisticsView'>;
export type ChatStatisticsView = Out<'ChatStatisticsView'>;
export type StatisticsQuery = In<'StatisticsQuery'>;

export function adminCalls(
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>,
  query: (fields: Record<string, string | undefined>) => string,
) {
  const filterOf = ({ person, action, kind, fromMs, untilMs }: AuditFilter): Record<string, string | undefined> => ({
    ...{ person, action, kind },
    ...(fromMs === undefined ? {} : { fromMs: String(fromMs) }),
    ...(untilMs === undefined ? {} : { untilMs: String(untilMs) }),
  });
  return {
    /** @param before `next` of the page before */
    audit: (filter: AuditFilter, before?: number) =>
      ask<AuditPage>('GET', `/audit${query({ ...filterOf(filter), before: before === undefined ? undefined : String(before) })}`),
    policies: () => ask<PoliciesView>('GET', '/policies'),
    changePolicies: (changes: ChangePolicies) => ask<PoliciesView>('PATCH', '/policies', changes),
    signInPolicy: () => ask<SignInPolicyView>('GET', '/sign-in-policy'),
    statistics: (asked: StatisticsQuery) => ask<StatisticsView>('GET', `/statistics${query(asked)}`),
    statisticsTableUrl: (asked: StatisticsQuery) => `/api/statistics.csv${query(asked)}`,
    chatStatistics: ({ from, until }: StatisticsQuery) => ask<ChatStatisticsView>('GET', `/v1/chat/statistics${query({ from, until })}`),
    /** Where the same is fetched as a table. */
    auditTableUrl: (filter: AuditFilter) => `/api/audit.csv${query(filterOf(filter))}`,
  };
}
