/** Who did what to whom, for those who may read it (`audit.read`): `GET /audit` and `GET /audit.csv`. */
import { z } from 'zod';

/** Stable; pages have words for those they know. */
export const AuditAction = z.string().regex(/^[a-z0-9.-]{1,60}$/);

/** What is looked for. Without `action` and `person`, people's own signing in and out is left out. */
export const AuditQuery = z.object({
  /** Part of a name or e-mail, or an id: of who did it, or whom it was done to. */
  person: z.string().max(80).optional(),
  action: AuditAction.optional(),
  /** Of what it was done to, like `person` or `invitation`. */
  kind: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  fromMs: z.coerce.number().int().min(0).max(8.64e15).optional(),
  /** Before this. */
  untilMs: z.coerce.number().int().min(0).max(8.64e15).optional(),
});

const Named = z.object({
  kind: z.string(),
  id: z.string(),
  /** By now; absent when there is none, or nobody of this id any more. */
  name: z.string().optional(),
});

export const AuditEntryView = z.object({
  id: z.number(),
  atMs: z.number(),
  action: z.string(),
  /** Absent: a stranger, the operator, or the server by itself. */
  actor: Named.optional(),
  subject: Named.optional(),
  /** A /24 or /48. */
  network: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()])),
});

/** Newest first. */
export const AuditPage = z.object({
  entries: z.array(AuditEntryView),
  /** For `before` of the next page; absent: that was all. */
  next: z.number().optional(),
  /** Those there are, of whatever age. */
  actions: z.array(z.string()),
});
