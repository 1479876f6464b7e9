/** Where a request comes from, as coarse as each purpose allows. Pure. */

/** The eight groups of an IPv6 address, or undefined when it is none. */
function groupsOf(address: string): string[] | undefined {
  const [head = '', tail, ...rest] = (address.split('%')[0] ?? '').split('::');
  if (rest.length > 0 || !/^[0-9a-f:.]*$/i.test(address.split('%')[0] ?? '')) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...right];
  return groups.map((group) => Number.parseInt(group, 16).toString(16));
}

const ipv4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i;

function part(address: string, ipv4Bytes: number, ipv6Groups: number): string {
  const bytes = ipv4.exec(address)?.slice(1, 5);
  if (bytes) return bytes.map((byte, index) => (index < ipv4Bytes ? byte : '0')).join('.');
  const groups = groupsOf(address);
  return groups ? `${groups.slice(0, ipv6Groups).join(':')}::` : 'unknown';
}

/**
 * What counts as one sender when attempts are limited: an IPv4 address, or the /64 of an IPv6 address,
 * since one household or one rented machine has a whole /64 to pick addresses from.
 */
export function senderOf(address: string): string {
  return part(address, 4, 4);
}

/** What is kept in the audit: enough to see where a spray came from (/24 or /48), not enough to name a machine (LOG-2). */
export function networkOf(address: string): string {
  return part(address, 3, 3);
}

/** A whole address in its one form, to be compared. */
export function plainAddressOf(address: string): string {
  return part(address, 4, 8);
}
