/** JSON as Matrix allows it in events (specification, appendices, "Canonical JSON"). */

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Deeper than any client writes, and far from the end of the stack. */
const MAX_DEPTH = 64;

/** A value that cannot stand in an event: a fraction, a number beyond 2^53, half a character, or nesting without end. */
export class NotCanonical extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotCanonical';
  }
}

/**
 * The one way to write a value: keys in the order of their code points, no space, whole numbers.
 * @throws {NotCanonical}
 */
export function canonicalJson(value: JsonValue): string {
  return written(value, 0);
}

function written(value: JsonValue, depth: number): string {
  if (depth > MAX_DEPTH) throw new NotCanonical(`nested deeper than ${MAX_DEPTH}`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new NotCanonical('a number that is not whole or is beyond 2^53');
    return String(value === 0 ? 0 : value); // There is no minus zero.
  }
  if (typeof value === 'string') return writtenString(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
  return `{${entries.map(([key, item]) => `${writtenString(key)}:${written(item, depth + 1)}`).join(',')}}`;
}

function writtenString(text: string): string {
  if (!text.isWellFormed()) throw new NotCanonical('half of a surrogate pair');
  return JSON.stringify(text);
}

/** JavaScript compares UTF-16 units, where U+10000 comes before U+E000; UTF-8 has the order of code points. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member, however it is called: `constructor` is a key like any other. */
export function member(object: JsonObject | undefined, key: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}
