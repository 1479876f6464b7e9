/** What administrators see of the directory (`/api/directory`). */
import { z } from 'zod';

export const DirectoryFaultView = z.object({
  /** DN or e-mail. */
  entry: z.string(),
  reason: z.enum([
    ...(['no-id', 'no-name', 'email-invalid', 'email-twice', 'email-taken', 'last-administrator', 'picture-invalid'] as const),
    ...(['group-invalid', 'group-empty', 'groups-missing'] as const),
  ]),
});
/** One reading of the directory. `waiting`: the numbers say what it would do, once it is confirmed. */
export const DirectoryRunView = z.object({
  id: z.string(),
  kind: z.enum(['full', 'changes']),
  state: z.enum(['done', 'waiting', 'failed']),
  atMs: z.number(),
  added: z.number(),
  changed: z.number(),
  disabled: z.number(),
  enabled: z.number(),
  faults: z.array(DirectoryFaultView),
  /** What happened to teams; people count once for each. Missing: no groups were read. */
  teams: z.object({ added: z.number(), ended: z.number(), joined: z.number(), left: z.number() }).optional(),
  tookMs: z.number().optional(),
  error: z.string().optional(),
});
export type DirectoryRunView = z.infer<typeof DirectoryRunView>;
/** Newest run first. */
export const DirectoryState = z.object({ isConfigured: z.boolean(), runs: z.array(DirectoryRunView) });
export type DirectoryState = z.infer<typeof DirectoryState>;

/** What a provider shows that pushes people here (SCIM). Its secret is told once. */
export const ScimTokenView = z.object({
  id: z.string(),
  name: z.string(),
  linkByEmail: z.boolean(),
  createdAtMs: z.number(),
  lastUsedAtMs: z.number().optional(),
});
export type ScimTokenView = z.infer<typeof ScimTokenView>;
export const ScimTokenList = z.object({ tokens: z.array(ScimTokenView) });
/** @property linkByEmail accounts made here, with the e-mail of a pushed person, become theirs */
export const CreateScimToken = z.strictObject({ name: z.string().trim().min(1).max(60), linkByEmail: z.boolean().default(false) });
export const CreatedScimToken = z.object({ id: z.string(), secret: z.string() });

/** One group of the directory that is a team (`/api/v1/chat/directory-teams`). */
export const DirectoryTeamView = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(['ldap', 'scim']),
  /** In the group, with an open account. */
  people: z.number(),
  /** When the directory last told of another name or other people. */
  changedAtMs: z.number(),
  /** `closed`: the directory knows the group no more; its team is kept and nothing is added. */
  state: z.enum(['followed', 'pending', 'failed', 'closed']),
});
export type DirectoryTeamView = z.infer<typeof DirectoryTeamView>;
/** By name. */
export const DirectoryTeamList = z.object({ teams: z.array(DirectoryTeamView) });

export const DirectoryTeamPerson = z.object({ userId: z.string(), displayName: z.string(), moderates: z.boolean() });
export type DirectoryTeamPerson = z.infer<typeof DirectoryTeamPerson>;
/** Moderators first, then by name; the first of many. */
export const DirectoryTeamPeople = z.object({ people: z.array(DirectoryTeamPerson), more: z.boolean() });
export const SetDirectoryModerator = z.strictObject({ moderates: z.boolean() });
