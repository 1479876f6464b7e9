/** Where signing in leads to. Pure. */

/**
 * A path of this server's own pages; anything else, such as another site's address (open redirect), becomes `/`.
 * What stands behind `#` is left away: it may be a secret, and this is stored for some minutes.
 */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || !/^\/(?![/\\])[\x21-\x7e]{0,1999}$/.test(wanted)) return '/';
  const here = 'https://saal.invalid';
  const address = URL.canParse(wanted, here) ? new URL(wanted, here) : undefined;
  if (address?.origin !== here || /^\/(api|_matrix)(\/|$)/.test(address.pathname)) return '/';
  // "/.//elsewhere" is resolved to "//elsewhere", which a browser takes for a host.
  return address.pathname.startsWith('//') ? '/' : `${address.pathname}${address.search}`;
}
