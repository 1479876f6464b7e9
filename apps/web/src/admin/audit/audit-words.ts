/** Words for what the audit tells by codes. Codes of features that these catalogues do not know are shown as they are. */
import type { AuditEntryView } from '@saal/client';
import { houseRoles } from '@saal/protocol';
import type { i18n, TFunction } from 'i18next';

/** @param t of the catalogue `audit` */
export function actionWords({ t, i18n }: { t: TFunction<'audit'>; i18n: i18n }, action: string): string {
  return i18n.exists(`actions.${action}`, { ns: 'audit' }) ? t(`actions.${action}`) : action;
}

export function kindWords({ t, i18n }: { t: TFunction<'audit'>; i18n: i18n }, kind: string): string {
  return i18n.exists(`kinds.${kind}`, { ns: 'audit' }) ? t(`kinds.${kind}`) : kind;
}

/** What else is known of an entry, a line each. */
export function detailLines(t: TFunction<'audit'>, { details }: AuditEntryView): string[] {
  const { roles, from, role, method, count, sessions, filter, of, before, after, group, ...others } = details;
  const named = (held: unknown): string => {
    const known = houseRoles.filter((each) => Array.isArray(held) && held.includes(each));
    return known.length === 0 ? t('details.noRole') : known.map((each) => t(`people:role.${each}`)).join(', ');
  };
  const lines: string[] = [];
  if (roles !== undefined && from !== undefined) lines.push(t('details.roles', { from: named(from), to: named(roles) }));
  else if (role === 'administrator') lines.push(t('details.role', { role: t('people:role.administrator') }));
  if (method !== undefined) lines.push(t('details.method', { method: String(method) }));
  if (count !== undefined) lines.push(t('details.count', { count: Number(count) }));
  if (of === 'person' || of === 'unknown-name' || of === 'address') lines.push(t(`details.of.${of}`));
  if (typeof sessions === 'number' && sessions > 0) lines.push(t('details.sessions', { count: sessions }));
  if (Array.isArray(filter)) lines.push(t('details.filter', { filter: filter.join(', ') }));
  if (before !== undefined && after !== undefined) lines.push(t('details.change', { before: String(before), after: String(after) }));
  if (group !== undefined) lines.push(t('details.group', { group: String(group) }));
  for (const [name, value] of Object.entries(others)) lines.push(t('details.other', { name, value: String(value) }));
  return lines;
}
