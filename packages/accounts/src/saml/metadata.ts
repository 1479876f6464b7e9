/** What the operator of a provider needs to know of us (SAML 2.0 Metadata). Pure. */

const BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings';

/**
 * @param o.certificate by which our requests are signed, PEM; undefined: they are not
 * @param o.encryption for whom assertions may be encrypted; no certificate: for nobody
 */
export function metadataOf(o: {
  entityId: string;
  redirectUri: string;
  backUri: string;
  logoutUri: string;
  certificate: string | undefined;
  encryption: { certificates: readonly string[]; acceptCbc: boolean };
}): string {
  // One only, the newest: a provider would take any of two, and the old one goes first.
  const [encryptFor] = o.encryption.certificates;
  const methods = ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'http://www.w3.org/2009/xmlenc11#aes128-gcm'];
  if (o.encryption.acceptCbc) methods.push('http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'http://www.w3.org/2001/04/xmlenc#aes128-cbc');
  methods.push('http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p');
  const signedOut = (binding: string): string =>
    `<md:SingleLogoutService Binding="${BINDING}:${binding}" Location="${escaped(o.logoutUri)}" ResponseLocation="${escaped(o.backUri)}"/>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escaped(o.entityId)}">`,
    `<md:SPSSODescriptor AuthnRequestsSigned="${String(o.certificate !== undefined)}" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`,
    o.certificate === undefined ? '' : keyOf('signing', o.certificate, []),
    encryptFor === undefined ? '' : keyOf('encryption', encryptFor, methods),
    signedOut('HTTP-Redirect'),
    signedOut('HTTP-POST'),
    `<md:AssertionConsumerService Binding="${BINDING}:HTTP-POST" Location="${escaped(o.redirectUri)}" index="0" isDefault="true"/>`,
    '</md:SPSSODescriptor>',
    '</md:EntityDescriptor>\n',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function keyOf(use: 'signing' | 'encryption', certificate: string, methods: readonly string[]): string {
  const words = certificate.replace(/-----[A-Z ]+-----|\s/g, '');
  const known = methods.map((method) => `<md:EncryptionMethod Algorithm="${method}"/>`).join('');
  return `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${words}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${known}</md:KeyDescriptor>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
