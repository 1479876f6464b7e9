/** What this server can of SCIM, for providers that ask (RFC 7643, sections 5 to 7). */
import { groupSchema } from '../scim-group.ts';
import { enterpriseSchema, userSchema } from '../scim-user.ts';

const list = (Resources: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  ...{ totalResults: Resources.length, startIndex: 1, itemsPerPage: Resources.length, Resources },
});

const text = (name: string, more: object = {}) => ({
  ...{ name, type: 'string', multiValued: false, required: false, caseExact: false, mutability: 'readWrite', returned: 'default' },
  ...{ uniqueness: 'none', description: name },
  ...more,
});
const complex = (name: string, multiValued: boolean, subAttributes: readonly object[]) => ({
  ...{ name, type: 'complex', multiValued, required: false, mutability: 'readWrite', returned: 'default', uniqueness: 'none' },
  ...{ description: name, subAttributes },
});

const user = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  ...{ id: userSchema, name: 'User', description: 'Somebody with an account' },
  attributes: [
    text('userName', { required: true, uniqueness: 'server' }),
    text('externalId', { caseExact: true }),
    complex('name', false, [text('formatted'), text('givenName'), text('familyName')]),
    text('displayName'),
    text('title'),
    text('active', { type: 'boolean' }),
    complex('emails', true, [text('value'), text('type'), text('primary', { type: 'boolean' })]),
    complex('phoneNumbers', true, [text('value'), text('type')]),
    complex('addresses', true, [text('formatted'), text('type')]),
  ],
};
const enterprise = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  ...{ id: enterpriseSchema, name: 'EnterpriseUser', description: 'What is known at work' },
  attributes: [text('department')],
};
const group = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  ...{ id: groupSchema, name: 'Group', description: 'People who are a team here' },
  attributes: [
    text('displayName', { required: true, uniqueness: 'server' }),
    text('externalId', { caseExact: true }),
    complex('members', true, [
      text('value', { mutability: 'immutable' }),
      text('display', { mutability: 'readOnly' }),
      text('type', { mutability: 'immutable', canonicalValues: ['User'] }),
      text('$ref', { type: 'reference', referenceTypes: ['User'], mutability: 'immutable' }),
    ]),
  ],
};
const userType = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  ...{ id: 'User', name: 'User', endpoint: '/Users', schema: userSchema },
  schemaExtensions: [{ schema: enterpriseSchema, required: false }],
};

const groupType = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  ...{ id: 'Group', name: 'Group', endpoint: '/Groups', schema: groupSchema },
};

/** By the path below `/scim/v2`. */
export const serviceDescriptions: Readonly<Record<string, object>> = {
  '/ServiceProviderConfig': {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    ...{ patch: { supported: true }, bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 } },
    ...{ filter: { supported: true, maxResults: 500 }, changePassword: { supported: false }, sort: { supported: false } },
    ...{ etag: { supported: false } },
    authenticationSchemes: [
      { type: 'oauthbearertoken', name: 'Bearer token', description: 'Made by an administrator of Saal', primary: true },
    ],
  },
  '/ResourceTypes': list([userType, groupType]),
  '/ResourceTypes/User': userType,
  '/ResourceTypes/Group': groupType,
  '/Schemas': list([user, enterprise, group]),
  [`/Schemas/${userSchema}`]: user,
  [`/Schemas/${groupSchema}`]: group,
  [`/Schemas/${enterpriseSchema}`]: enterprise,
};
