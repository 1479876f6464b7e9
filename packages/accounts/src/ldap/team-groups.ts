/** The groups of a directory by LDAP that are teams here, and who is in them. */
import { AndFilter, ExtensibleFilter, FilterParser, type Client, type Entry, type Filter } from 'ldapts';
import type { DirectoryFault } from '../directory-plan.ts';
import type { DirectoryGroup, GroupReading } from '../directory-groups-plan.ts';
import { plainDn, stableIdOf, textOf, textsOf } from './entries.ts';
import { nestedMembers } from './nested-members.ts';
import type { DirectorySettings } from './settings.ts';

/** Of Active Directory: who is in a group through any number of others ([MS-ADTS] 3.1.1.3.4.4). */
const IN_CHAIN = '1.2.840.113556.1.4.1941';
/** What Active Directory says of itself ([MS-ADTS] 3.1.1.3.4.3). */
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
const MOST_NAME = 100;

type Search = (client: Client, base: string, filter: Filter, attributes: string[]) => Promise<Entry[]>;
type TeamSettings = NonNullable<DirectorySettings['teams']>;

export class TeamGroups {
  readonly #settings: DirectorySettings;
  readonly #teams: TeamSettings;
  readonly #search: Search;

  /** @param search page by page; throws when an answer breaks off */
  constructor(settings: DirectorySettings, teams: TeamSettings, search: Search) {
    this.#settings = settings;
    this.#teams = teams;
    this.#search = search;
  }

  /** Whether a group changed, one in a group too, or one of the known ones is gone. @param known stable ids */
  async haveChanged(client: Client, changed: Filter, known: ReadonlySet<string>): Promise<boolean> {
    const { id } = this.#settings.attributes;
    for (const { base, filter } of this.#places()) {
      const both = new AndFilter({ filters: [FilterParser.parseString(filter), changed] });
      if ((await this.#search(client, base, both, ['1.1'])).length > 0) return true;
    }
    const present = await this.#search(client, this.#teams.base, FilterParser.parseString(this.#teams.filter), [id]);
    const ids = new Set(present.map((entry) => stableIdOf(entry, this.#settings)));
    return [...known].some((one) => !ids.has(one));
  }

  /** @param people entries with their id, all of them; undefined: they are read */
  async read(client: Client, people: readonly Entry[] | undefined): Promise<GroupReading> {
    const { attributes } = this.#settings;
    const { base, filter, name, member } = this.#teams;
    const found = await this.#search(client, base, FilterParser.parseString(filter), [attributes.id, name, member]);
    const groups: DirectoryGroup[] = [];
    const faults: DirectoryFault[] = [];
    const seen = new Set<string>();
    const membersOf = await this.#resolver(client, people);
    for (const entry of found) {
      const stableId = stableIdOf(entry, this.#settings);
      if (stableId !== undefined) seen.add(stableId);
      const called = textOf(entry, name).slice(0, MOST_NAME);
      if (stableId === undefined || called === '') faults.push({ entry: entry.dn, reason: 'group-invalid' });
      else groups.push({ stableId, name: called, members: await membersOf(entry) });
    }
    return { groups, faults, seen };
  }

  /** How the people of a group are found: by asking the directory where it can say so, else by what groups say of their members. */
  async #resolver(client: Client, people: readonly Entry[] | undefined): Promise<(group: Entry) => Promise<string[]>> {
    const isChain = this.#teams.nesting === 'chain' || (this.#teams.nesting === 'auto' && (await isActiveDirectory(client)));
    const all = FilterParser.parseString(this.#settings.people.filter);
    const { base } = this.#settings.people;
    const { id } = this.#settings.attributes;
    if (isChain)
      return async ({ dn }) => {
        const filter = new AndFilter({ filters: [all, inGroup(dn)] });
        const found = await this.#search(client, base, filter, [id]);
        return [...new Set(found.flatMap((entry) => stableIdOf(entry, this.#settings) ?? []))];
      };
    const ids = new Map<string, string>();
    for (const entry of people ?? (await this.#search(client, base, all, [id]))) {
      const stableId = stableIdOf(entry, this.#settings);
      if (stableId !== undefined) ids.set(plainDn(entry.dn), stableId);
    }
    const groups = new Map<string, string[]>();
    for (const place of this.#places()) {
      for (const entry of await this.#search(client, place.base, FilterParser.parseString(place.filter), [place.member]))
        groups.set(plainDn(entry.dn), membersIn(entry, place.member));
    }
    return async ({ dn }) => nestedMembers(dn, groups, ids);
  }

  /** Groups in groups may lie where those of roles do. */
  #places(): { base: string; filter: string; member: string }[] {
    const { groups } = this.#settings;
    return groups ? [this.#teams, groups] : [this.#teams];
  }
}

/** @throws when only a part is told: half a group must not pass for all of it. Active Directory tells of 1,500 members at a time. */
export function membersIn(entry: Entry, attribute: string): string[] {
  const ranged = Object.keys(entry).some((name) => name.toLowerCase().startsWith(`${attribute.toLowerCase()};range=`));
  if (ranged) throw new Error(`the group ${entry.dn} has more members than are told at once`);
  return textsOf(entry, attribute);
}

/** The value is told as one: whatever signs are in the name of a group mean nothing. */
export function inGroup(dn: string): Filter {
  return new ExtensibleFilter({ matchType: 'memberOf', rule: IN_CHAIN, value: dn });
}

async function isActiveDirectory(client: Client): Promise<boolean> {
  const { searchEntries } = await client.search('', { scope: 'base', filter: '(objectClass=*)', attributes: ['supportedCapabilities'] });
  return searchEntries.some((entry) => textsOf(entry, 'supportedCapabilities').includes(ACTIVE_DIRECTORY));
}
