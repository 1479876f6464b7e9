/** Values that a JSON Schema (2020-12, as documents of OpenAPI 3.1 hold it) allows, and others that come near. */
import fc, { type Arbitrary } from 'fast-check';

export type JsonSchema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
};

/** @param own known values by the name of the field: ids of things that are there */
export function arbitraryOf(schema: JsonSchema, own: (name: string) => readonly unknown[], name = ''): Arbitrary<unknown> {
  const inner = (each: JsonSchema, field = name): Arbitrary<unknown> => arbitraryOf(each, own, field);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((each) => inner(each)));
  if (schema.allOf) return fc.tuple(...schema.allOf.map((each) => inner(each))).map((parts) => Object.assign({}, ...parts) as unknown);
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => inner({ ...schema, type })));
  switch (schema.type) {
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([field, each]) => [field, inner(each, field)])), {
        requiredKeys: (schema.required ?? []).filter((field) => field in (schema.properties ?? {})),
      });
    case 'array':
      return fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -1e9, -1e15), max: Math.min(schema.maximum ?? 1e9, 1e15) });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e15, max: schema.maximum ?? 1e15, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return stringOf(schema, own(name));
    default:
      return fc.jsonValue();
  }
}

const zones = ['Europe/Berlin', 'UTC', 'America/New_York'];

function stringOf(schema: JsonSchema, known: readonly unknown[]): Arbitrary<unknown> {
  const text = fc.string({ unit: 'grapheme', minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 60, 200) });
  const formed: Record<string, Arbitrary<string>> = {
    email: fc.emailAddress(),
    uri: fc.webUrl(),
    date: fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  };
  const byPattern = schema.pattern === undefined ? undefined : fc.stringMatching(new RegExp(schema.pattern, 'u'));
  const form = schema.format === undefined ? undefined : formed[schema.format];
  return fc.oneof(form ?? byPattern ?? text, fc.constantFrom<unknown>(...zones, ...(known.length > 0 ? known : ['2027-01-04'])));
}

/** What came near and went wrong: a field of another type, one too many, too long, or with characters that nothing stores. */
export function spoilt(value: Arbitrary<unknown>): Arbitrary<unknown> {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('\u0000', '\ud800', '💬'.repeat(3000), -1, 1e300, [], {}, null, '__proto__'));
  const changed = fc.tuple(value, fc.string(), odd, fc.nat()).map(([whole, extra, bad, at]): unknown => {
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return bad;
    const keys = [...Object.keys(whole), extra];
    return { ...whole, [keys[at % keys.length] ?? '']: bad };
  });
  return fc.oneof({ weight: 3, arbitrary: changed }, { weight: 1, arbitrary: odd });
}
