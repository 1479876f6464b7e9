import { randomBytes } from 'node:crypto';
import type { EpochMs, HouseRole } from '@saal/protocol';
import {
  AndFilter,
  EqualityFilter,
  FilterParser,
  GreaterThanEqualsFilter,
  InvalidCredentialsError,
  NoSuchObjectError,
  OrFilter,
  type Client,
  type Entry,
  type Filter,
} from 'ldapts';
import type { Reading } from '../directory-plan.ts';
import type { DirectorySource } from '../directory-ports.ts';
import { asReader, mayBind } from './connection.ts';
import { bytesOf, readingOf, stableIdOf } from './entries.ts';
import { rolesByPerson } from './group-roles.ts';
import type { DirectorySettings } from './settings.ts';
import { membersIn, TeamGroups } from './team-groups.ts';

/** A directory by LDAP version 3: Active Directory, OpenLDAP and others. */
export class LdapDirectory implements DirectorySource {
  readonly #settings: DirectorySettings;
  readonly #attributes: string[];
  readonly #teams: TeamGroups | undefined;

  constructor(settings: DirectorySettings) {
    this.#settings = settings;
    const { login: _login, changed, picture, ...read } = settings.attributes;
    const stamp = picture === undefined ? [] : [changed];
    this.#teams = settings.teams && new TeamGroups(settings, settings.teams, (...search) => this.#search(...search));
    this.#attributes = [...new Set([...Object.values(read), ...stamp, settings.disabled.attribute])];
  }

  all(): Promise<Reading> {
    return asReader(this.#settings, (client) => this.#read(client, undefined, true));
  }

  changedSince(sinceMs: EpochMs, knownGroups: ReadonlySet<string>): Promise<Reading | undefined> {
    const { groups, roles, attributes } = this.#settings;
    const changed = new GreaterThanEqualsFilter({ attribute: attributes.changed, value: generalizedTime(sinceMs) });
    return asReader(this.#settings, async (client) => {
      if (groups && Object.keys(roles).length > 0) {
        const filter = new AndFilter({ filters: [FilterParser.parseString(groups.filter), changed] });
        const { searchEntries } = await client.search(groups.base, { scope: 'sub', filter, attributes: ['1.1'] });
        if (searchEntries.length > 0) return undefined;
      }
      return this.#read(client, changed, (await this.#teams?.haveChanged(client, changed, knownGroups)) === true);
    });
  }

  async present(): Promise<ReadonlySet<string>> {
    const { people, attributes } = this.#settings;
    const found = await asReader(this.#settings, (client) =>
      this.#search(client, people.base, FilterParser.parseString(people.filter), [attributes.id]),
    );
    return new Set(found.flatMap((entry) => stableIdOf(entry, this.#settings) ?? []));
  }

  async prove(login: string, password: string): Promise<string | undefined> {
    const { people, attributes } = this.#settings;
    const entry = await this.#entryOf(login, [attributes.email, attributes.login]);
    // For unknown ones the same work, with a password of nobody: the directory is not told what belongs elsewhere.
    const dn = entry?.dn ?? `cn=${randomBytes(8).toString('hex')},${people.base}`;
    const isRight = await mayBind(this.#settings, dn, entry ? password : randomBytes(16).toString('hex'), isRefusal);
    return entry && isRight ? stableIdOf(entry, this.#settings) : undefined;
  }

  async idOf(login: string): Promise<string | undefined> {
    const entry = await this.#entryOf(login, [this.#settings.attributes.login]);
    return entry && stableIdOf(entry, this.#settings);
  }

  /** The only one that has this value in one of these attributes. */
  async #entryOf(value: string, among: readonly string[]): Promise<Entry | undefined> {
    const { people, attributes } = this.#settings;
    // Filters are built, never written together: what was typed stays a value, whatever signs are in it.
    const filter = new AndFilter({
      filters: [
        FilterParser.parseString(people.filter),
        new OrFilter({ filters: among.map((attribute) => new EqualityFilter({ attribute, value })) }),
      ],
    });
    const [entry, other] = await asReader(this.#settings, (client) => this.#search(client, people.base, filter, [attributes.id]));
    return other ? undefined : entry;
  }

  async pictures(stableIds: readonly string[]): Promise<Map<string, Uint8Array>> {
    const { people, attributes } = this.#settings;
    const { id, picture } = attributes;
    if (picture === undefined || stableIds.length === 0) return new Map();
    const isBinary = id.toLowerCase() === 'objectguid';
    const one = (stableId: string) => new EqualityFilter({ attribute: id, value: isBinary ? Buffer.from(stableId, 'hex') : stableId });
    const filter = new OrFilter({ filters: stableIds.map(one) });
    const found = await asReader(this.#settings, (client) => this.#search(client, people.base, filter, [id, picture]));
    const pictures = new Map<string, Uint8Array>();
    for (const entry of found) {
      const stableId = stableIdOf(entry, this.#settings);
      const bytes = bytesOf(entry, picture);
      if (stableId !== undefined && bytes) pictures.set(stableId, bytes);
    }
    return pictures;
  }

  async #read(client: Client, changed: Filter | undefined, withTeams: boolean): Promise<Reading> {
    const { people } = this.#settings;
    const roles = await this.#roles(client);
    const everybody = FilterParser.parseString(people.filter);
    const filter = changed ? new AndFilter({ filters: [everybody, changed] }) : everybody;
    const found = await this.#search(client, people.base, filter, this.#attributes);
    const groups = withTeams ? await this.#teams?.read(client, changed ? undefined : found) : undefined;
    return { ...readingOf(found, this.#settings, roles), groups };
  }

  async #roles(client: Client): Promise<Map<string, HouseRole[]>> {
    const { groups, roles } = this.#settings;
    if (!groups || Object.keys(roles).length === 0) return new Map();
    const members = new Map<string, string[]>();
    for (const entry of await this.#search(client, groups.base, FilterParser.parseString(groups.filter), [groups.member]))
      members.set(entry.dn, membersIn(entry, groups.member));
    return rolesByPerson(members, roles);
  }

  /** Page by page. @throws when it breaks off */
  async #search(client: Client, base: string, filter: Filter, attributes: string[]): Promise<Entry[]> {
    const found: Entry[] = [];
    const { id, picture } = this.#settings.attributes;
    const binary = picture === undefined ? [id] : [id, picture];
    const paged = { pageSize: this.#settings.pageSize };
    const options = { scope: 'sub' as const, filter, attributes, explicitBufferAttributes: binary, paged };
    for await (const { searchEntries } of client.searchPaginated(base, options)) found.push(...searchEntries);
    return found;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof InvalidCredentialsError || error instanceof NoSuchObjectError;
}

/** RFC 4517, 3.3.13; with the fraction that Active Directory wants. */
function generalizedTime(ms: EpochMs): string {
  return `${new Date(ms).toISOString().replace(/[-:T]|\.\d+Z$/g, '')}.0Z`;
}
