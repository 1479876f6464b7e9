/** Providers of identities as an operator describes them in `SAAL_SIGN_IN_FILE`. Pure. */
import { HouseRole, type SignInWays } from '@saal/protocol';
import { z } from 'zod';
import { inOrder } from './rights.ts';

/** What people call it: the button says "Anmelden mit <label>", the account page lists it. */
const Label = z.strictObject({ de: z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(60) });
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What goes over the network in the clear could be changed on the way; on one machine there is no network. */
const Address = z
  .url({ protocol: /^https?$/ })
  .refine((address) => URL.canParse(address) && (new URL(address).protocol === 'https:' || loopback.test(new URL(address).hostname)), {
    message: 'must be https, or http on this machine',
  });

/** A name in the token, or a path to it: `groups`, `realm_access.roles`. */
const ClaimPath = z.string().regex(/^[A-Za-z0-9_:/.-]{1,200}$/);

/** What is agreed with each provider, whatever it speaks. */
const agreed = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'lower-case letters, digits and hyphens'),
  label: Label,
  /**
   * Who proved an identity nobody here has yet. `match`: gets the account with the same verified e-mail, once;
   * `create`: gets a new account. Both: the first, else the second. None: is refused.
   */
  newcomers: z.array(z.enum(['match', 'create'])).default(['create']),
  /** `match` also takes accounts of administrators: then whoever rules the provider rules this server. */
  linkAdministrators: z.boolean().default(false),
  /** Group to the role it gives, as long as the provider tells of the group at each sign-in. */
  roles: z.record(z.string().min(1).max(300), HouseRole).default({}),
  /** Who signs out here is led on to sign out there, where the provider knows how. */
  signOutThere: z.boolean().default(true),
};

export const OidcProvider = z.strictObject({
  ...agreed,
  kind: z.literal('oidc'),
  issuer: Address,
  clientId: z.string().min(1),
  /** Absent: a public client; PKCE protects it all the same. */
  clientSecret: z.string().min(1).optional(),
  scope: z
    .string()
    .refine((scope) => scope.split(' ').includes('openid'), { message: 'must hold openid' })
    .default('openid email profile'),
  /** The one way ID tokens and logout tokens are signed. No symmetric one, and never `none`. */
  signature: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']).default('RS256'),
  groupsClaim: ClaimPath.default('groups'),
  /** Every e-mail of this provider counts as verified, also without `email_verified`. */
  trustEmail: z.boolean().default(false),
});
export type OidcProvider = z.output<typeof OidcProvider>;

/** A name of SAML: mostly an address, of which nothing is fetched. */
const EntityId = z.string().min(1).max(1024).regex(/^\S+$/);
const AttributeName = z.string().min(1).max(300);
const pem = (kind: 'CERTIFICATE' | 'PRIVATE KEY') =>
  z.string().regex(new RegExp(`^-----BEGIN ${kind}-----\\r?\\n[A-Za-z0-9+/=\\s]+-----END ${kind}-----\\s*$`), `PEM, "BEGIN ${kind}"`);

const OwnKey = z.strictObject({ privateKey: pem('PRIVATE KEY'), certificate: pem('CERTIFICATE') });

export const SamlProvider = z
  .strictObject({
    ...agreed,
    kind: z.literal('saml'),
    /** The provider's own name, as it signs its answers. */
    entityId: EntityId,
    /** Where browsers are sent with a request (HTTP-Redirect). */
    signInUrl: Address,
    /** Where browsers are sent to sign out (HTTP-Redirect). Absent: signing out stays here. */
    signOutUrl: Address.optional(),
    /** Where answers to the provider's own sign-outs go (HTTP-Redirect). Absent: to `signOutUrl`. */
    signOutAnswerUrl: Address.optional(),
    /** By which the provider signs; two while it changes from one to the other. Their dates do not count: they are agreed by hand. */
    certificates: z.array(pem('CERTIFICATE')).min(1).max(5),
    /** Our name there. Absent: the address of our metadata. */
    ownEntityId: EntityId.optional(),
    /** Signs what is asked of the provider. */
    ownKey: OwnKey.optional(),
    /** What the provider encrypted for us is opened by these; two while one takes the place of the other. The first stands in our metadata. */
    decryptionKeys: z.array(OwnKey).max(2).default([]),
    /** An assertion in clear is refused. */
    requireEncryption: z.boolean().default(false),
    /** AES-CBC as well as AES-GCM: for providers that know nothing better (AD FS). */
    acceptCbc: z.boolean().default(false),
    attributes: z
      .strictObject({
        /** Names people for good. Absent: the NameID does, unless it is a transient one. */
        subject: AttributeName.optional(),
        email: AttributeName.default('email'),
        displayName: AttributeName.default('displayName'),
        groups: AttributeName.default('groups'),
      })
      .prefault({}),
    /** Whether the e-mails of this provider count as verified: SAML has no word for it, so the operator says. */
    trustEmail: z.boolean(),
  })
  .refine(({ requireEncryption, decryptionKeys }) => !requireEncryption || decryptionKeys.length > 0, {
    message: 'requireEncryption needs decryptionKeys',
  });
export type SamlProvider = z.output<typeof SamlProvider>;

export const ProviderSettings = z.discriminatedUnion('kind', [OidcProvider, SamlProvider]);
export type ProviderSettings = z.output<typeof ProviderSettings>;

const HeaderName = z.string().regex(/^[a-z0-9-]{1,60}$/, 'lower-case letters, digits and hyphens');

/** The computer's own sign-in (Kerberos), proven to a reverse proxy of the house, which says who it was (decision 0059). */
export const ProxyProvider = z.strictObject({
  id: agreed.id,
  label: Label,
  kind: z.literal('proxy'),
  /** Addresses of the proxies, whole ones: what anybody else says of people does not count. */
  proxies: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .min(1)
    .max(20),
  /** What only these proxies know; in the header `secretHeader`. */
  secret: z
    .string()
    .min(32)
    .max(500)
    .regex(/^[\x21-\x7e]+$/),
  secretHeader: HeaderName.default('x-saal-proxy-secret'),
  /** Who it is, as `name` or `name@REALM`. */
  userHeader: HeaderName.default('x-remote-user'),
  /** The only realm whose people are ours. */
  realm: z.string().regex(/^[A-Za-z0-9.-]{1,255}$/),
});
export type ProxyProvider = z.output<typeof ProxyProvider>;

/** @returns the name in the directory; undefined: of another realm, or no name at all */
export function loginOf(user: string, realm: string): string | undefined {
  const [, login, of] = /^([^\s@,;:"\\/\p{Cc}]{1,200})(?:@([A-Za-z0-9.-]{1,255}))?$/u.exec(user) ?? [];
  return of === undefined || of.toLowerCase() === realm.toLowerCase() ? login : undefined;
}

export const SignInFile = z.strictObject({
  /** The form for a password of this server: open, behind a button, or only at `/sign-in?local=true`. */
  localForm: z.enum(['open', 'behind', 'hidden']).default('behind'),
  /** Leads on without a click when there is exactly one provider. */
  autoForward: z.boolean().default(false),
  providers: z
    .array(z.discriminatedUnion('kind', [OidcProvider, SamlProvider, ProxyProvider]))
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, { message: 'two providers have the same id' }),
});
export type SignInFile = z.output<typeof SignInFile>;

/** The roles that these groups give, in order. */
export function rolesOfGroups(groups: readonly string[], roles: Readonly<Record<string, HouseRole>>): HouseRole[] {
  return inOrder(groups.flatMap((group) => (Object.hasOwn(roles, group) ? (roles[group] ?? []) : [])));
}

/** What anybody may see of it. */
export function signInWays({ localForm, autoForward, providers }: SignInFile): SignInWays {
  return { localForm, autoForward: autoForward && providers.length === 1, providers: providers.map(({ id, label }) => ({ id, label })) };
}
