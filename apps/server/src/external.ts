/** Who with an account is not of this administration. Pure. */

/**
 * @param email in lower case or not
 * @param domains of this administration: example.org, or *.example.org for everything below; none: everybody is of it
 */
export function isElsewhere(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return false;
  const own = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return !domains.some((domain) => (domain.startsWith('*.') ? own.endsWith(domain.slice(1)) : own === domain));
}
