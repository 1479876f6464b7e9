/**
 * How XML from others has to look before any of it is believed (A05, C03): no comments, declarations or CDATA, SHA-2 only, bounded.
 * Everything by which parsers have been led to read another text than was signed is left out; honest providers write none of it.
 */
import { parseDomFromString, xpath } from '@node-saml/node-saml/lib/xml.js';

export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
/** A thousand groups are two thousand of these. */
const MAX_TAGS = 10_000;
/** RSA and ECDSA with SHA-2; no SHA-1, no shared secrets. */
const algorithms = /^http:\/\/www\.w3\.org\/2001\/04\/(xmldsig-more#(rsa|ecdsa)-sha(256|384|512)|xmlenc#sha(256|512)|xmldsig-more#sha384)$/;

/** @returns undefined: it is none, and why; what a caller makes of that is its own */
export async function plainDocument(xml: string): Promise<{ document: Document } | { fault: string; cause?: unknown }> {
  // Document types, entities, comments, CDATA, instructions: all begin like this.
  if (/<[!?]/.test(xml.replace(/^\uFEFF?\s*<\?xml [^<>]*\?>/, ''))) return { fault: 'it holds comments or declarations' };
  if (xml.split('<').length > MAX_TAGS) return { fault: 'it is too large' };
  try {
    return { document: await parseDomFromString(xml) };
  } catch (cause) {
    return { fault: 'it is no XML', cause };
  }
}

/** Whether signatures in it, if any, are made as is good today; the digest of a key's wrapping is none. */
export function signedAsIsGood(document: Document): boolean {
  const digests = allOf(document, 'DigestMethod').filter(({ parentNode }) => parentNode?.nodeName.replace(/^.*:/, '') === 'Reference');
  const used = [...allOf(document, 'SignatureMethod'), ...digests].map((element) => element.getAttribute('Algorithm') ?? '');
  return used.every((algorithm) => algorithms.test(algorithm));
}

/** Elements of this name, wherever and of whatever namespace they are. */
export function allOf(document: Document, name: string): Element[] {
  const found = document.getElementsByTagNameNS('*', name);
  return Array.from({ length: found.length }, (_, index) => found.item(index)).filter((one) => one !== null);
}

/** Elements of this name directly in another. */
export function childrenOf(parent: Element, namespace: string, name: string): Element[] {
  return xpath.selectElements(parent, `./*[local-name()='${name}' and namespace-uri()='${namespace}']`);
}
