/** What the operator of a provider needs to know of us (SAML 2.0 Metadata). Pure. */

const BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings';

/** @param o.certificate by which our requests are signed, PEM; undefined: they are not */
export function metadataOf(o: { entityId: string; redirectUri: string; backUri: string; certificate: string | undefined }): string {
  const key =
    o.certificate === undefined
      ? ''
      : `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${o.certificate.replace(/-----[A-Z ]+-----|\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escaped(o.entityId)}">`,
    `<md:SPSSODescriptor AuthnRequestsSigned="${String(key !== '')}" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`,
    key,
    `<md:SingleLogoutService Binding="${BINDING}:HTTP-Redirect" Location="${escaped(o.backUri)}"/>`,
    `<md:AssertionConsumerService Binding="${BINDING}:HTTP-POST" Location="${escaped(o.redirectUri)}" index="0" isDefault="true"/>`,
    '</md:SPSSODescriptor>',
    '</md:EntityDescriptor>\n',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
