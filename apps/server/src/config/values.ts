/** Kinds of values that settings take. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Every value arrives as text (environment, file); an empty one means "not set". */
export const text = z.string().trim().min(1);
export const port = z.coerce.number().int().min(1).max(65535);
export const count = z.coerce.number().int();
export const httpUrl = text.pipe(z.url({ protocol: /^https?$/ }));
export const list = z
  .string()
  .transform((raw) => raw.split(',').map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ''));

export const email = text.pipe(z.email());
export const hosts = list.refine((names) => names.every((name) => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name)), {
  message: 'hosts are like push.example.org or *.example.org, without https:// and port',
});

/** `10.0.0.0/8, ::1`: addresses and networks. */
export const networks = list.transform((items, context) => {
  const found = new BlockList();
  for (const item of items) {
    const [address = '', prefix, ...rest] = item.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? undefined : Number(prefix);
    const longest = family === 6 ? 128 : 32;
    if (family === 0 || rest.length > 0 || (bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= longest))) {
      context.addIssue({ code: 'custom', message: `"${item}" is no address or network (like 10.0.0.0/8 or ::1)` });
      continue;
    }
    if (bits === undefined) found.addAddress(address, family === 6 ? 'ipv6' : 'ipv4');
    else found.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  }
  return found;
});

export const iceUrls = (schemes: readonly string[]) =>
  list.refine((urls) => urls.every((url) => schemes.some((scheme) => url.startsWith(`${scheme}:`))), {
    message: `addresses begin with ${schemes.map((scheme) => `${scheme}:`).join(' or ')}`,
  });
