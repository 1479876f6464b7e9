/** Numbers as people write them, and as telephones dial them. Pure. */

/**
 * Where numbers without a country's or an area's code are.
 * @property country calling code, like `49`
 * @property area like `228`, without a 0 before it; undefined: what has no area's code is dialled as it stands
 */
export type PhoneHome = { country: string; area?: string | undefined };

export const germany: PhoneHome = { country: '49' };

/** Shorter ones are dialled within the house, and have no area. */
const SHORTEST_OF_AN_AREA = 6;

/** Digits without what stands for "abroad" or "elsewhere in the country": the same as `accounts.digits` of the database. */
export function digits(text: string): string {
  return text
    .replaceAll('(0)', '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '');
}

/** Other ways to write a typed number: without the own country, and without the own area. @param typed as somebody typed it */
export function otherWritings(typed: string, { country, area }: PhoneHome): string[] {
  const number = digits(typed);
  const isAbroad = /^\s*(\+|00)/.test(typed);
  const national = number.startsWith(country) ? digits(number.slice(country.length)) : isAbroad ? '' : number;
  const local = area !== undefined && national.startsWith(area) ? digits(national.slice(area.length)) : '';
  // What is left of an area's code alone would be everywhere.
  return [...(national === number ? [] : [national]), ...(local.length >= SHORTEST_OF_AN_AREA ? [local] : [])].filter(
    (each) => each !== '',
  );
}

/** For `tel:`: from anywhere, where that is known. */
export function dialOf(written: string, { country, area }: PhoneHome): string {
  const number = written.replaceAll('(0)', '').replace(/[^+\d]/g, '');
  if (number.startsWith('+')) return number;
  if (number.startsWith('00')) return `+${number.slice(2)}`;
  if (number.startsWith('0')) return `+${country}${number.slice(1)}`;
  return area === undefined || number.length < SHORTEST_OF_AN_AREA ? number : `+${country}${area}${number}`;
}
