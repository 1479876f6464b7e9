/** Users as providers send them (RFC 7643, section 4): what of it is known here, and changes to it (RFC 7644, 3.5.2). Pure. */
import { SaalError } from '@saal/foundation/pure';
import { DisplayName, Email } from '@saal/protocol';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** What of a user is used here. */
export type ScimFacts = {
  userName: string;
  externalId: string | null;
  email: string;
  displayName: string;
  active: boolean;
  department: string;
  title: string;
  office: string;
  phone: string;
  mobile: string;
  extension: string;
};

export type ScimType = 'invalidFilter' | 'invalidPath' | 'invalidValue' | 'invalidSyntax' | 'uniqueness' | 'mutability' | 'noTarget';

/** Answered in the form of SCIM (RFC 7644, 3.12). */
export class ScimRefusal extends SaalError {
  readonly code = 'bad_request';
  readonly status: number;
  readonly scimType: ScimType | undefined;
  constructor(status: number, scimType: ScimType | undefined, message: string) {
    super(message);
    this.status = status;
    this.scimType = scimType;
  }
}

const MAX_TEXT = 200;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of attributes count without their case (RFC 7643, 2.1). */
function keyIn(object: JsonObject, name: string): string {
  return Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

export function valueOf(object: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, name) => (isObject(at) ? at[keyIn(at, name)] : undefined), object);
}

export function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
}

/** Entra ID sends "True" and "False" as text. */
function isTrue(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  return value.toLowerCase() === 'true' ? true : value.toLowerCase() === 'false' ? false : undefined;
}

/** Of several the one of this type; without types the primary, else the first. */
function oneOf(list: Json | undefined, type: string | undefined): string {
  const all = (Array.isArray(list) ? list : []).filter(isObject);
  const typed = all.filter((one) => textOf(valueOf(one, 'type')).toLowerCase() === type);
  const found = type === undefined ? (all.find((one) => isTrue(valueOf(one, 'primary'))) ?? all[0]) : typed[0];
  return textOf(valueOf(found, 'value'));
}

/** @throws {ScimRefusal} */
export function factsOfUser(resource: JsonObject): ScimFacts {
  const userName = textOf(valueOf(resource, 'userName'));
  if (userName === '') throw new ScimRefusal(400, 'invalidValue', 'userName is missing');
  const emails = valueOf(resource, 'emails');
  const email = Email.safeParse(oneOf(emails, 'work') || oneOf(emails, undefined) || userName);
  if (!email.success) throw new ScimRefusal(400, 'invalidValue', 'there is no valid e-mail address in emails or userName');
  const name = valueOf(resource, 'name');
  const whole = [valueOf(name, 'givenName'), valueOf(name, 'familyName')]
    .map(textOf)
    .filter((part) => part !== '')
    .join(' ');
  const displayName = DisplayName.safeParse(
    textOf(valueOf(resource, 'displayName')) || textOf(valueOf(name, 'formatted')) || whole || userName,
  );
  if (!displayName.success) throw new ScimRefusal(400, 'invalidValue', 'the name cannot be shown');
  const active = valueOf(resource, 'active');
  const numbers = valueOf(resource, 'phoneNumbers');
  const externalId = textOf(valueOf(resource, 'externalId'));
  return {
    userName: userName.toLowerCase(),
    externalId: externalId === '' ? null : externalId,
    email: email.data,
    displayName: displayName.data,
    active: active === undefined ? true : isTrue(active) === true,
    department: textOf(valueOf(resource, enterpriseSchema, 'department')),
    title: textOf(valueOf(resource, 'title')),
    office: officeOf(valueOf(resource, 'addresses')),
    phone: oneOf(numbers, 'work'),
    mobile: oneOf(numbers, 'mobile'),
    extension: oneOf(numbers, 'other'),
  };
}

function officeOf(addresses: Json | undefined): string {
  const work = (Array.isArray(addresses) ? addresses : []).find((one) => textOf(valueOf(one, 'type')).toLowerCase() === 'work');
  return textOf(valueOf(work, 'formatted'));
}

/** What is kept and told of a user: never a password, and nothing the server says itself. */
export function keptOf(resource: JsonObject): JsonObject {
  const own = ['password', 'id', 'meta', 'schemas', 'groups'];
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !own.includes(key.toLowerCase())));
}

/** @param operations of PatchOp. @returns a changed copy @throws {ScimRefusal} */
export function patched(resource: JsonObject, operations: Json | undefined): JsonObject {
  const copy: JsonObject = structuredClone(resource);
  if (!Array.isArray(operations) || operations.length === 0) throw new ScimRefusal(400, 'invalidSyntax', 'Operations are missing');
  for (const operation of operations) {
    const op = textOf(valueOf(operation, 'op')).toLowerCase();
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw new ScimRefusal(400, 'invalidSyntax', 'op is add, replace or remove');
    const path = valueOf(operation, 'path');
    const value = valueOf(operation, 'value');
    if (typeof path === 'string') change(copy, partsOf(path), op, value);
    else if (op === 'remove' || !isObject(value)) throw new ScimRefusal(400, 'noTarget', 'an operation without a path carries an object');
    // Entra ID names attributes of attributes with a dot, also here.
    else for (const [key, one] of Object.entries(value)) change(copy, partsOf(key), op, one);
  }
  return copy;
}

/** A step of a path; `type`: of a list those of this type. */
type Step = { name: string; type?: string };

/** `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. @throws {ScimRefusal} */
function partsOf(path: string): Step[] {
  const extension = [enterpriseSchema, userSchema].find((schema) => path.toLowerCase().startsWith(schema.toLowerCase()));
  const rest = extension === undefined ? path : path.slice(extension.length).replace(/^[:.]/, '');
  const steps = rest === '' ? [] : rest.split(/\.(?![^[]*\])/).map(stepOf);
  return extension === enterpriseSchema ? [{ name: enterpriseSchema }, ...steps] : steps;
}

function stepOf(text: string): Step {
  const found = /^([A-Za-z$][\w$-]*)(?:\[\s*(?:type|primary)\s+eq\s+"?([^"\]]*)"?\s*\])?$/i.exec(text);
  if (!found?.[1] || found[1] === '__proto__') throw new ScimRefusal(400, 'invalidPath', 'this path leads nowhere here');
  return { name: found[1], ...(found[2] === undefined ? {} : { type: found[2] }) };
}

function change(at: JsonObject, steps: readonly Step[], op: 'add' | 'replace' | 'remove', value: Json | undefined): void {
  const [step, ...rest] = steps;
  if (!step) throw new ScimRefusal(400, 'invalidPath', 'an empty path');
  const key = keyIn(at, step.name);
  if (step.type !== undefined) {
    changeTyped(at, key, step.type, rest, op, value);
    return;
  }
  if (rest.length > 0) {
    const inner = at[key];
    const object: JsonObject = isObject(inner) ? inner : {};
    change(object, rest, op, value);
    at[key] = object;
    return;
  }
  const before = at[key];
  if (op === 'remove') Reflect.deleteProperty(at, key);
  else if (value === undefined) throw new ScimRefusal(400, 'invalidValue', 'an operation without a value');
  else if (op === 'add' && Array.isArray(before) && Array.isArray(value)) at[key] = [...before, ...value];
  else if (isObject(before) && isObject(value)) at[key] = { ...before, ...value };
  else at[key] = value;
}

function changeTyped(
  at: JsonObject,
  key: string,
  type: string,
  rest: readonly Step[],
  op: 'add' | 'replace' | 'remove',
  value: Json | undefined,
): void {
  const before = at[key];
  const list = Array.isArray(before) ? before.filter(isObject) : [];
  const isOfType = (one: JsonObject): boolean => textOf(valueOf(one, 'type')).toLowerCase() === type.toLowerCase();
  if (rest.length === 0 && op === 'remove') {
    at[key] = list.filter((one) => !isOfType(one));
    return;
  }
  const one: JsonObject = list.find(isOfType) ?? { type };
  if (rest.length > 0) change(one, rest, op, value);
  else if (isObject(value)) Object.assign(one, value);
  else throw new ScimRefusal(400, 'invalidValue', 'an entry of a list is an object');
  at[key] = list.includes(one) ? list : [...list, one];
}

/** `userName eq "x"`: the one kind of filter that is answered. @throws {ScimRefusal} */
export function filterOf(filter: string | undefined, attributes: readonly string[]): { attribute: string; value: string } | undefined {
  if (filter === undefined || filter.trim() === '') return undefined;
  const found = /^\s*([\w.:]+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i.exec(filter);
  const attribute = attributes.find((name) => name.toLowerCase() === found?.[1]?.toLowerCase());
  if (!found?.[2] || attribute === undefined)
    throw new ScimRefusal(400, 'invalidFilter', `only ${attributes.map((name) => `${name} eq "…"`).join(', ')} is answered`);
  try {
    return { attribute, value: String(JSON.parse(found[2])) };
  } catch {
    throw new ScimRefusal(400, 'invalidFilter', 'the value of the filter is no text');
  }
}
