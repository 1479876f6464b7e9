/** What the audit says when somebody's roles or access changed. Pure. */
import { roleOf, type Person } from './person.ts';
import type { AuditEntry } from './ports.ts';

/** @param entry who did it and to whom */
export function accessEntries(entry: Omit<AuditEntry, 'action'>, before: Person, after: Person): AuditEntry[] {
  const told: AuditEntry[] = [];
  if (after.disabledAtMs !== null && before.disabledAtMs === null) told.push({ ...entry, action: 'disabled' });
  if (after.disabledAtMs === null && before.disabledAtMs !== null) told.push({ ...entry, action: 'enabled' });
  if (after.roles.join() !== before.roles.join()) {
    const roles = { role: roleOf(after), roles: [...after.roles], from: [...before.roles] };
    told.push({ ...entry, action: 'role-changed', details: { ...entry.details, ...roles } });
  }
  return told;
}
