/** The address a request of ours goes to, looked at before anything is connected: the server must not look into its own networks (C09). */
import { lookup as resolveName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** What counts as outside, and how names are resolved. */
export interface Outside {
  isPublic: (address: string) => boolean;
  /** Every address of the name: one that is not public spoils the rest. */
  resolve: (host: string) => Promise<string[]>;
}

export const internet: Outside = {
  isPublic: isPublicAddress,
  resolve: async (host) => (await resolveName(host, { all: true })).map(({ address }) => address),
};

/** It leads to an address that is not of the internet, or to none. */
export class NotOutside extends Error {
  constructor() {
    super('not of the internet');
  }
}

/**
 * Resolves once; what is resolved a second time may be another one, so connect by {@link lookupOf} what this returns.
 * @returns one IP address
 * @throws {NotOutside} also when only one of several addresses is not public; and what resolving throws
 */
export async function pinnedAddress(address: URL, outside: Outside): Promise<string> {
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) === 0 ? await outside.resolve(host) : [host];
  const [first] = found;
  if (first === undefined || !found.every((one) => outside.isPublic(one))) throw new NotOutside();
  return first;
}

/** For `lookup` of a connection: whatever the name, it is this address. */
export function lookupOf(ip: string): LookupFunction {
  const family = isIP(ip) === 6 ? 6 : 4;
  return (_host, options, done) => (options.all ? done(null, [{ address: ip, family }]) : done(null, ip, family));
}
