/** What a reading of the directory would change here. Pure. */
import type { HouseRole, PersonId } from '@saal/protocol';
import { SaalError } from '@saal/foundation/pure';
import type { GroupReading } from './directory-groups-plan.ts';

/** One person as the directory tells of them. */
export type DirectoryEntry = {
  /** objectGUID or entryUUID: stays when somebody is renamed or moved. */
  stableId: string;
  email: string;
  displayName: string;
  enabled: boolean;
  department: string;
  title: string;
  office: string;
  phone: string;
  mobile: string;
  extension: string;
  /** By the groups they are in, also through other groups. */
  roles: readonly HouseRole[];
  /** When the entry was changed, where pictures are read: then its picture is looked at again. */
  pictureStamp?: string | undefined;
};

export type FaultReason =
  | 'no-id'
  | 'no-name'
  | 'email-invalid'
  | 'email-twice'
  | 'email-taken'
  | 'last-administrator'
  | 'picture-invalid'
  | 'group-invalid'
  | 'group-empty'
  | 'groups-missing';
/** An entry that was left out or done in part; `entry` is its DN or e-mail. */
export type DirectoryFault = { entry: string; reason: FaultReason };

export type Reading = {
  entries: readonly DirectoryEntry[];
  faults: readonly DirectoryFault[];
  /** Stable ids of everybody there is, also of entries with a fault: those are not missing. */
  seen: ReadonlySet<string>;
  /** Of groups that are teams. Undefined: none changed since the last reading, or none is to be a team. */
  groups?: GroupReading | undefined;
};

/** Somebody who came from the directory before. */
export type KnownPerson = { stableId: string; personId: PersonId; fingerprint: string; isDisabled: boolean; disabledHere: boolean };

export type DirectoryPlan = {
  add: readonly DirectoryEntry[];
  change: readonly { known: KnownPerson; entry: DirectoryEntry }[];
  disable: readonly KnownPerson[];
  enable: readonly KnownPerson[];
};

/** Nobody found is a broken answer, a wrong filter or a missing right far sooner than an empty city. */
export class DirectoryEmpty extends SaalError {
  readonly code = 'not_ready';
  constructor() {
    super('the directory told of nobody');
  }
}

/**
 * @param isComplete whether whoever is not in `reading` is gone; else it holds only what changed lately
 * @param fingerprintOf the same for the same entry
 * @throws {DirectoryEmpty}
 */
export function planDirectory(
  reading: Reading,
  known: readonly KnownPerson[],
  isComplete: boolean,
  fingerprintOf: (entry: DirectoryEntry) => string,
): DirectoryPlan {
  if (isComplete && reading.entries.length === 0) throw new DirectoryEmpty();
  const byId = new Map(known.map((person) => [person.stableId, person]));
  const plan = { add: [] as DirectoryEntry[], change: [] as { known: KnownPerson; entry: DirectoryEntry }[] };
  const disable: KnownPerson[] = [];
  const enable: KnownPerson[] = [];
  for (const entry of reading.entries) {
    const person = byId.get(entry.stableId);
    if (!person) {
      if (entry.enabled) plan.add.push(entry);
      continue;
    }
    if (person.fingerprint !== fingerprintOf(entry)) plan.change.push({ known: person, entry });
    if (!entry.enabled && !person.isDisabled) disable.push(person);
    if (entry.enabled && person.isDisabled && person.disabledHere) enable.push(person);
  }
  if (isComplete) disable.push(...known.filter(({ stableId, isDisabled }) => !isDisabled && !reading.seen.has(stableId)));
  return { ...plan, disable, enable };
}

/**
 * Whether somebody has to look at a plan first.
 * @param openAccounts of the directory, before
 * @param isFirst no run was ever done
 * @param mostDisabledRatio of the open accounts of the directory, 0..1
 * @param confirmed stable ids somebody agreed to disable; undefined: nobody agreed to anything
 */
export function needsConfirmation(
  plan: DirectoryPlan,
  openAccounts: number,
  { isFirst, mostDisabledRatio, confirmed }: { isFirst: boolean; mostDisabledRatio: number; confirmed: ReadonlySet<string> | undefined },
): boolean {
  if (confirmed) return plan.disable.some(({ stableId }) => !confirmed.has(stableId));
  return isFirst || plan.disable.length > openAccounts * mostDisabledRatio;
}
