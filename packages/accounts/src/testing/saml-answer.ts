/** Answers of SAML, signed for real; honest ones, and whatever a test makes of them. */
import { randomUUID } from 'node:crypto';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import type { KeyPair } from './key-pair.ts';

export type Answer = {
  requestId: string;
  redirectUri: string;
  entityId: string;
  audience: string;
  nameId: string;
  attributes: Record<string, string | string[]>;
  /** Relative to now. */
  expiresInMs?: number;
  notBeforeInMs?: number;
  recipient?: string;
  nameIdFormat?: string;
  sessionIndex?: string;
};

const iso = (ms: number): string => new Date(Date.now() + ms).toISOString();
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

export function assertionXml(o: Answer, id = `_${randomUUID()}`): string {
  const { expiresInMs = 300_000, notBeforeInMs = -10_000, recipient = o.redirectUri, sessionIndex = 'session-1' } = o;
  const attributes = Object.entries(o.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${escaped(name)}">${[values]
        .flat()
        .map((value) => `<saml:AttributeValue>${escaped(value)}</saml:AttributeValue>`)
        .join('')}</saml:Attribute>`,
  );
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${iso(0)}">` +
    `<saml:Issuer>${escaped(o.entityId)}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${o.nameIdFormat ?? PERSISTENT}">${escaped(o.nameId)}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${o.requestId}" NotOnOrAfter="${iso(expiresInMs)}" Recipient="${escaped(recipient)}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${iso(notBeforeInMs)}" NotOnOrAfter="${iso(expiresInMs)}"><saml:AudienceRestriction><saml:Audience>${escaped(o.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${iso(0)}" SessionIndex="${sessionIndex}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`
  );
}

export function responseXml(o: Answer, assertion: string, id = `_${randomUUID()}`): string {
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${iso(0)}" Destination="${escaped(o.redirectUri)}" InResponseTo="${o.requestId}">` +
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escaped(o.entityId)}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${assertion}</samlp:Response>`
  );
}

/** @param what local name of the element that is signed */
export function signed(xml: string, what: 'Assertion' | 'Response', key: KeyPair, algorithm: 'sha1' | 'sha256' = 'sha256'): string {
  const path = `//*[local-name(.)='${what}']`;
  return signXml(
    xml,
    path,
    { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' },
    {
      privateKey: key.privateKey,
      publicCert: key.certificate,
      signatureAlgorithm: algorithm,
      digestAlgorithm: algorithm,
    },
  );
}

/** As an honest provider sends it: the assertion is signed. */
export function honestAnswer(o: Answer, key: KeyPair): string {
  return signed(responseXml(o, assertionXml(o)), 'Assertion', key);
}
