/** What the audit says of one deed (decision 0051): ids and a few figures, never a secret, never what somebody wrote. */
import type { EpochMs } from '@saal/protocol';

export type AuditDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type AuditActorKind = 'person' | 'application' | 'scim-token';

export interface AuditFact {
  /** Stable: `role-changed` of accounts, `<feature>.<what happened>` of all others. Pages have words for each. */
  action: string;
  /** Who did it; absent for strangers, the operator, and the server by itself. A provider acts by its SCIM token. */
  actor?: { kind: AuditActorKind; id: string } | undefined;
  /** Whom or what it was done to; `kind` like `person`, `invitation`, `preset`. */
  subject?: { kind: string; id: string } | undefined;
  /** /24 or /48 that it came from. */
  network?: string | undefined;
  details?: AuditDetails | undefined;
}

export interface AuditEntry extends AuditFact {
  /** Grows with time; the cursor of pages. */
  id: number;
  atMs: EpochMs;
  details: AuditDetails;
}

export interface AuditFilter {
  /** Actor or subject is one of these. */
  ids?: readonly string[] | undefined;
  action?: string | undefined;
  /** Left out. */
  without?: readonly string[] | undefined;
  subjectKind?: string | undefined;
  fromMs?: EpochMs | undefined;
  /** Before this. */
  untilMs?: EpochMs | undefined;
}
