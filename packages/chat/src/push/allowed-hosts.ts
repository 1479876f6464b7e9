/**
 * Whether an address that a client gave may be contacted at all. Pure.
 * @param allowed hosts reached by HTTPS (`push.example.org`, `*.example.org`), or whole origins (`http://127.0.0.1:9000`)
 */
export function allows(allowed: readonly string[], address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  // Names and passwords in an address are nobody's business here.
  if (url.username !== '' || url.password !== '') return false;
  return allowed.some((one) => {
    if (one.includes('://')) return URL.canParse(one) && new URL(one).origin === url.origin;
    if (url.protocol !== 'https:' || url.port !== '') return false;
    return one.startsWith('*.') ? url.hostname.endsWith(one.slice(1)) : url.hostname === one;
  });
}
