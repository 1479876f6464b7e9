/** Encrypts as providers do (XML Encryption 1.1), in good ways and in bad ones. */
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#';

export type Encryption = {
  cipher?: 'aes-128-gcm' | 'aes-256-gcm' | 'aes-128-cbc' | 'aes-256-cbc';
  /** `oaep-sha256` is of XML Encryption 1.1, `rsa-1_5` of bad memory. */
  wrapping?: 'oaep' | 'oaep-sha256' | 'rsa-1_5';
  /** The wrapped key beside the data instead of inside it. */
  beside?: boolean;
};

/** @param certificate of the reader, PEM @returns `EncryptedData` and, if it stands beside, its key: what stands in `EncryptedAssertion` or `EncryptedID` */
export function encryptedFor(xml: string, certificate: string, o: Encryption = {}): string {
  const { cipher = 'aes-256-gcm', wrapping = 'oaep', beside = false } = o;
  const key = randomBytes(cipher.includes('128') ? 16 : 32);
  const isGcm = cipher.endsWith('gcm');
  const iv = randomBytes(isGcm ? 12 : 16);
  const content = isGcm ? gcm(cipher as 'aes-128-gcm' | 'aes-256-gcm', key, iv, xml) : cbc(cipher, key, iv, xml);
  const algorithm = `${isGcm ? XMLENC11 : XMLENC}${cipher.replace('aes-', 'aes')}`;
  const [method, more] = {
    oaep: [`${XMLENC}rsa-oaep-mgf1p`, ''],
    'oaep-sha256': [
      `${XMLENC11}rsa-oaep`,
      `<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="${XMLENC}sha256"/><e11:MGF xmlns:e11="${XMLENC11}" Algorithm="${XMLENC11}mgf1sha256"/>`,
    ],
    'rsa-1_5': [`${XMLENC}rsa-1_5`, ''],
  }[wrapping];
  const wrapped = publicEncrypt(
    wrapping === 'rsa-1_5'
      ? { key: certificate, padding: constants.RSA_PKCS1_PADDING }
      : { key: certificate, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: wrapping === 'oaep' ? 'sha1' : 'sha256' },
    key,
  );
  const keyXml = `<xenc:EncryptedKey xmlns:xenc="${XMLENC}" Id="key"><xenc:EncryptionMethod Algorithm="${method}">${more}</xenc:EncryptionMethod>${valueOf(wrapped)}</xenc:EncryptedKey>`;
  const info = beside ? '<ds:RetrievalMethod Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey" URI="#key"/>' : keyXml;
  return (
    `<xenc:EncryptedData xmlns:xenc="${XMLENC}" Type="${XMLENC}Element"><xenc:EncryptionMethod Algorithm="${algorithm}"/>` +
    `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${info}</ds:KeyInfo>${valueOf(content)}</xenc:EncryptedData>${beside ? keyXml : ''}`
  );
}

/** Puts the assertion of an answer into an envelope. */
export function withEncrypted(answer: string, encrypt: (assertion: string) => string): string {
  return answer.replace(
    /<saml:Assertion[\s>].*<\/saml:Assertion>/s,
    (assertion) =>
      `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${encrypt(assertion)}</saml:EncryptedAssertion>`,
  );
}

function gcm(name: 'aes-128-gcm' | 'aes-256-gcm', key: Buffer, iv: Buffer, xml: string): Buffer {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([iv, cipher.update(xml, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Padded by random bytes, the last one their number. */
function cbc(name: string, key: Buffer, iv: Buffer, xml: string): Buffer {
  const plain = Buffer.from(xml);
  const padding = randomBytes(16 - (plain.length % 16));
  padding[padding.length - 1] = padding.length;
  const cipher = createCipheriv(name, key, iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(plain), cipher.update(padding), cipher.final()]);
}

function valueOf(bytes: Buffer): string {
  return `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
}
