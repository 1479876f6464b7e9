/** Sign-outs as providers of SAML send them, signed for real; honest ones, and whatever a test makes of them. */
import { randomUUID, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { KeyPair } from './key-pair.ts';
import { signXml } from '@node-saml/node-saml/lib/xml.js';

export type Logout = {
  entityId: string;
  destination: string;
  nameId: string;
  sessionIndexes?: string[];
  /** Relative to now. */
  issuedInMs?: number;
  id?: string;
  /** In the place of the NameID. */
  encryptedId?: string;
};

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

export function logoutXml(o: Logout): string {
  const issued = new Date(Date.now() + (o.issuedInMs ?? 0)).toISOString();
  const name = `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${o.nameId}</saml:NameID>`;
  const indexes = (o.sessionIndexes ?? []).map((index) => `<samlp:SessionIndex>${index}</samlp:SessionIndex>`).join('');
  return (
    `<samlp:LogoutRequest xmlns:samlp="${PROTOCOL}" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${o.id ?? `_${randomUUID()}`}" Version="2.0" IssueInstant="${issued}" Destination="${o.destination}">` +
    `<saml:Issuer>${o.entityId}</saml:Issuer>${o.encryptedId === undefined ? name : `<saml:EncryptedID>${o.encryptedId}</saml:EncryptedID>`}${indexes}</samlp:LogoutRequest>`
  );
}

/** HTTP-Redirect: the signature stands beside it. @returns the query, without the question mark */
export function asLink(xml: string, key: KeyPair, relayState?: string, algorithm = RSA_SHA256, hash = 'sha256'): string {
  const parts = [
    ['SAMLRequest', deflateRawSync(xml).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState]]),
    ['SigAlg', algorithm],
  ];
  const query = parts.map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${query}&Signature=${encodeURIComponent(sign(hash, Buffer.from(query), key.privateKey).toString('base64'))}`;
}

export function signedLogout(xml: string, key: KeyPair, algorithm: 'sha1' | 'sha256' = 'sha256'): string {
  const path = "//*[local-name(.)='LogoutRequest']";
  return signXml(
    xml,
    path,
    { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' },
    { privateKey: key.privateKey, publicCert: key.certificate, signatureAlgorithm: algorithm, digestAlgorithm: algorithm },
  );
}

/** HTTP-POST: the signature stands inside. */
export function asForm(signedXml: string, relayState?: string): string {
  const fields = {
    SAMLRequest: Buffer.from(signedXml).toString('base64'),
    ...(relayState === undefined ? {} : { RelayState: relayState }),
  };
  return new URLSearchParams(fields).toString();
}
