/** The file that says how the directory is reached and read (`SAAL_DIRECTORY_FILE`); an example stands in deploy/. */
import { HouseRole } from '@saal/protocol';
import { z } from 'zod';

const text = z.string().min(1).max(4_096);
const isLoopback = (url: string): boolean => /^ldap:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(url);

export const DirectorySettings = z
  .strictObject({
    url: z.string().regex(/^ldaps?:\/\/[^/]+$/),
    /** Before anything is said over ldap://. */
    startTls: z.boolean().default(false),
    /** File of the authority that signed the directory's certificate; without it those of the system count. */
    caFile: text.optional(),
    bindDn: text,
    passwordFile: text,
    people: z.strictObject({ base: text, filter: text }),
    groups: z.strictObject({ base: text, filter: text, member: text.default('member') }).optional(),
    /** Groups that are teams here: each below `base` that fits `filter`. Without it none is. */
    teams: z
      .strictObject({
        base: text,
        filter: text,
        /** What the team is called. */
        name: text.default('cn'),
        member: text.default('member'),
        /**
         * Groups in groups: `chain` lets the directory walk them (Active Directory), `member` reads what each group says, also those
         * below `groups`; `auto` is `chain` where the directory says it is an Active Directory.
         */
        nesting: z.enum(['auto', 'chain', 'member']).default('auto'),
      })
      .optional(),
    attributes: z
      .strictObject({
        id: text.default('objectGUID'),
        /** What people may type beside their e-mail. */
        login: text.default('sAMAccountName'),
        email: text.default('mail'),
        displayName: text.default('displayName'),
        department: text.default('department'),
        title: text.default('title'),
        office: text.default('physicalDeliveryOfficeName'),
        phone: text.default('telephoneNumber'),
        mobile: text.default('mobile'),
        extension: text.default('ipPhone'),
        /** `thumbnailPhoto` or `jpegPhoto`. None: pictures stay in the directory. */
        picture: text.optional(),
        /** When an entry was changed. */
        changed: text.default('whenChanged'),
      })
      .prefault({}),
    /** Whose account is closed: a bit of a number, or one of several values. */
    disabled: z
      .strictObject({ attribute: text, bit: z.int().min(1).optional(), values: z.array(z.string()).optional() })
      .prefault({ attribute: 'userAccountControl', bit: 2 }),
    /** DN of a group (people in it through other groups count) to the role it gives. */
    roles: z.record(text, HouseRole).default({}),
    pageSize: z.int().min(10).max(10_000).default(500),
    timeoutMs: z.int().min(100).max(600_000).default(30_000),
    changesEverySeconds: z.int().min(5).max(3_600).default(20),
    fullEveryMinutes: z
      .int()
      .min(5)
      .max(7 * 24 * 60)
      .default(60),
    /** More than this at once waits for somebody's consent. */
    mostDisabledPercent: z.number().min(0).max(100).default(10),
    /** An account made here with the e-mail of an entry becomes that entry's. Off: it is a fault that administrators see. */
    linkByEmail: z.boolean().default(false),
  })
  .refine(({ url, startTls }) => url.startsWith('ldaps:') || startTls || isLoopback(url), {
    message: 'passwords travel over ldaps:// or with startTls only, but for the machine itself',
  });
export type DirectorySettings = z.output<typeof DirectorySettings>;
