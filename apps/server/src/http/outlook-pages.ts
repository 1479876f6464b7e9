/** What an Outlook loads of the add-in: manifest, the page in its pane, and the script it speaks through (decision 0063). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { outlookManifest, type OutlookSettings } from '@saal/calendars';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { pageDirectives } from './security-headers.ts';

export type OutlookPages = OutlookSettings & { publicUrl: string; productName: string; webDirectory: string };

const CDN = 'https://appsforoffice.microsoft.com';

/** In front of the pages' own router: only this page may stand in a frame, and only in Outlook's. */
export async function outlookPages(app: FastifyInstance, options: OutlookPages): Promise<void> {
  const { publicUrl, productName, officeJs, frames, webDirectory } = options;
  const byMicrosoft = officeJs === 'microsoft';
  const policy = policyOf({
    ...pageDirectives,
    scriptSrc: [...pageDirectives.scriptSrc, ...(byMicrosoft ? [CDN] : [])],
    frameAncestors: frames,
  });

  app.get('/outlook/manifest.xml', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/xml; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(outlookManifest({ publicUrl: publicUrl.replace(/\/$/, ''), productName })),
  );

  app.get('/outlook', { schema: { hide: true } }, async (_request, reply) =>
    framed(reply, policy)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(readFileSync(join(webDirectory, 'index.html'))),
  );

  if (byMicrosoft)
    // The page knows one address; the browser goes on to Microsoft's.
    app.get('/outlook/office/*', { schema: { hide: true } }, async (request, reply) => {
      const path = request.url.split('?')[0]?.slice('/outlook/office/'.length) ?? '';
      return reply.redirect(`${CDN}/lib/1/hosted/${path}`);
    });
  else await app.register(fastifyStatic, { root: officeJs, prefix: '/outlook/office/', index: false, decorateReply: false });
}

function framed(reply: FastifyReply, policy: string): FastifyReply {
  return (
    reply
      .header('content-security-policy', policy)
      // The older header knows no list of hosts; what is said above holds.
      .removeHeader('x-frame-options')
      .header('cross-origin-opener-policy', 'unsafe-none')
  );
}

function policyOf(directives: Record<string, readonly string[]>): string {
  return Object.entries(directives)
    .map(([name, values]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(' ')}`)
    .join(';');
}
