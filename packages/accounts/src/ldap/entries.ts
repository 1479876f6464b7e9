/** From entries of LDAP to people. Pure but for the shapes of ldapts. */
import { DisplayName, Email, type HouseRole } from '@saal/protocol';
import type { Entry } from 'ldapts';
import type { DirectoryEntry, DirectoryFault, Reading } from '../directory-plan.ts';
import { inOrder } from '../rights.ts';
import type { DirectorySettings } from './settings.ts';

/** Longer ones are cut: no number or name of an office is. */
const MAX_TEXT = 200;

/** Names of attributes count without their case (RFC 4512, 2.5). */
function valuesOf(entry: Entry, attribute: string): (string | Buffer)[] {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const value = key === undefined ? undefined : entry[key];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export function textsOf(entry: Entry, attribute: string): string[] {
  return valuesOf(entry, attribute).map((value) => value.toString());
}

/** The first value, on one line and cut. */
export function textOf(entry: Entry, attribute: string): string {
  return (textsOf(entry, attribute)[0] ?? '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
}

/** Of a binary attribute that was asked for as bytes. */
export function bytesOf(entry: Entry, attribute: string): Buffer | undefined {
  const value = valuesOf(entry, attribute)[0];
  return Buffer.isBuffer(value) && value.length > 0 ? value : undefined;
}

/** An objectGUID is sixteen bytes and told in hex; others are text. */
export function stableIdOf(entry: Entry, { attributes }: DirectorySettings): string | undefined {
  const value = valuesOf(entry, attributes.id)[0];
  if (value === undefined || value.length === 0) return undefined;
  const isBinary = attributes.id.toLowerCase() === 'objectguid';
  return Buffer.isBuffer(value) ? value.toString(isBinary ? 'hex' : 'utf8') : value;
}

function isEnabled(entry: Entry, { disabled }: DirectorySettings): boolean {
  const values = textsOf(entry, disabled.attribute);
  const { bit } = disabled;
  if (bit !== undefined && values.some((value) => (Number(value) & bit) !== 0)) return false;
  return !values.some((value) => disabled.values?.includes(value) === true);
}

/** The same for two ways to write one DN, as far as directories write them differently. */
export function plainDn(dn: string): string {
  return dn.toLowerCase().replace(/\s*([,=+])\s*/g, '$1');
}

/** @param rolesByDn of people, by `plainDn` */
export function readingOf(
  found: readonly Entry[],
  settings: DirectorySettings,
  rolesByDn: ReadonlyMap<string, readonly HouseRole[]>,
): Reading {
  const { attributes } = settings;
  const entries: DirectoryEntry[] = [];
  const faults: DirectoryFault[] = [];
  const seen = new Set<string>();
  const emails = new Set<string>();
  for (const entry of found) {
    const stableId = stableIdOf(entry, settings);
    if (stableId === undefined) {
      faults.push({ entry: entry.dn, reason: 'no-id' });
      continue;
    }
    seen.add(stableId);
    const email = Email.safeParse(textOf(entry, attributes.email));
    const displayName = DisplayName.safeParse(textOf(entry, attributes.displayName));
    if (!email.success) faults.push({ entry: entry.dn, reason: 'email-invalid' });
    else if (emails.has(email.data)) faults.push({ entry: entry.dn, reason: 'email-twice' });
    else if (!displayName.success) faults.push({ entry: entry.dn, reason: 'no-name' });
    else {
      emails.add(email.data);
      entries.push({
        stableId,
        email: email.data,
        displayName: displayName.data,
        enabled: isEnabled(entry, settings),
        department: textOf(entry, attributes.department),
        title: textOf(entry, attributes.title),
        office: textOf(entry, attributes.office),
        phone: textOf(entry, attributes.phone),
        mobile: textOf(entry, attributes.mobile),
        extension: textOf(entry, attributes.extension),
        roles: inOrder(rolesByDn.get(plainDn(entry.dn)) ?? []),
        ...(attributes.picture === undefined ? {} : { pictureStamp: textOf(entry, attributes.changed) }),
      });
    }
  }
  return { entries, faults, seen };
}
