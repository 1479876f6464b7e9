/** What must hold of a signed assertion, and whom it names (SAML 2.0 Profiles, 4.1.4.2 and 4.1.4.3). Pure. */
import { z } from 'zod';
import { SignInFailed } from '../errors.ts';
import type { SamlProvider } from '../provider.ts';
import type { Proof } from '../single-sign-on-ports.ts';

/** How far clocks may differ. */
export const CLOCK_SKEW_MS = 30_000;
const MAX_GROUPS = 1_000;
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

const Words = z.record(z.string(), z.string());
const Text = z.object({ _: z.string().optional(), $: Words.optional() });
const Empty = z.literal('').transform(() => ({ _: '' }));
/** As node-saml reads XML: elements in lists, attributes in `$`, words in `_`. */
const Assertion = z.object({
  Issuer: z.tuple([Text]),
  Subject: z.tuple([
    z.object({
      NameID: z.tuple([Text]).optional(),
      SubjectConfirmation: z
        .array(z.object({ $: Words.optional(), SubjectConfirmationData: z.array(z.object({ $: Words.optional() })).optional() }))
        .min(1),
    }),
  ]),
  Conditions: z.tuple([z.object({ $: z.object({ NotOnOrAfter: z.string() }) })]),
  AuthnStatement: z.array(z.object({ $: Words.optional() })).min(1),
  AttributeStatement: z
    .array(
      z.object({
        Attribute: z
          .array(z.object({ $: z.object({ Name: z.string() }), AttributeValue: z.array(z.union([Empty, Text])).optional() }))
          .optional(),
      }),
    )
    .optional(),
});
type Assertion = z.output<typeof Assertion>;

/** What a provider has to be told again for its session to end. */
export const EndHint = z.object({
  nameID: z.string(),
  nameIDFormat: z.string().optional(),
  nameQualifier: z.string().optional(),
  spNameQualifier: z.string().optional(),
  sessionIndex: z.string().optional(),
});

/**
 * @param signed the assertion as it was read from what the signature covers, and from nothing else
 * @param expected what we asked and where the answer had to come to
 * @throws {SignInFailed}
 */
export function proofOf(
  signed: unknown,
  settings: Pick<SamlProvider, 'entityId' | 'attributes' | 'trustEmail'>,
  expected: { requestId: string; redirectUri: string; nowMs: number },
): Proof {
  const parsed = Assertion.safeParse(signed);
  if (!parsed.success) throw new SignInFailed('the assertion lacks something', { cause: parsed.error });
  const assertion = parsed.data;
  if (assertion.Issuer[0]._?.trim() !== settings.entityId) throw new SignInFailed('it is of another provider');
  requireMeantForUs(assertion, expected);
  const name = nameOf(assertion);
  const values = valuesOf(assertion);
  const subject = settings.attributes.subject === undefined ? name?.permanent : values.get(settings.attributes.subject)?.[0];
  if (subject === undefined || subject === '' || subject.length > 255) throw new SignInFailed('it names nobody for good');
  const { email: emailName, displayName: nameName, groups } = settings.attributes;
  const email = values.get(emailName)?.[0];
  const displayName = values.get(nameName)?.[0];
  const sessionIndex = assertion.AuthnStatement[0]?.$?.['SessionIndex'];
  return {
    subject,
    ...(email !== undefined && settings.trustEmail ? { email: email.trim().toLowerCase() } : {}),
    ...(displayName === undefined ? {} : { displayName }),
    groups: (values.get(groups) ?? []).filter((group) => group !== '').slice(0, MAX_GROUPS),
    ...(sessionIndex === undefined || sessionIndex.length > 255 ? {} : { providerSession: sessionIndex }),
    ...(name && name.hint.nameID.length <= 1_000
      ? { name: name.hint.nameID, endHint: JSON.stringify({ ...name.hint, sessionIndex }) }
      : {}),
  };
}

/** Dates of the conditions and the audience are node-saml's to check; these it leaves out, or lets be missing. */
function requireMeantForUs(assertion: Assertion, o: { requestId: string; redirectUri: string; nowMs: number }): void {
  const isOurs = assertion.Subject[0].SubjectConfirmation.some(({ $: kind, SubjectConfirmationData: data }) => {
    const { Recipient, InResponseTo, NotOnOrAfter = '' } = data?.[0]?.$ ?? {};
    return (
      kind?.['Method'] === BEARER &&
      Recipient === o.redirectUri &&
      InResponseTo === o.requestId &&
      Date.parse(NotOnOrAfter) > o.nowMs - CLOCK_SKEW_MS
    );
  });
  if (!isOurs) throw new SignInFailed('it answers something else than we asked, is meant for somebody else, or has expired');
}

function nameOf(assertion: Assertion): { permanent: string | undefined; hint: z.output<typeof EndHint> } | undefined {
  const { _: words, $: about } = assertion.Subject[0].NameID?.[0] ?? {};
  const nameID = words?.trim();
  if (nameID === undefined || nameID === '') return undefined;
  const format = about?.['Format'];
  return {
    permanent: format === TRANSIENT ? undefined : nameID,
    hint: { nameID, nameIDFormat: format, nameQualifier: about?.['NameQualifier'], spNameQualifier: about?.['SPNameQualifier'] },
  };
}

function valuesOf(assertion: Assertion): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { Attribute: attributes = [] } of assertion.AttributeStatement ?? [])
    for (const { $: about, AttributeValue: values = [] } of attributes)
      found.set(about.Name, [...(found.get(about.Name) ?? []), ...values.map(({ _: words = '' }) => words)]);
  return found;
}
