import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** As helmet itself keeps it of a route that wants none of its headers. */
    helmet?: { skipRoute: true };
  }
}

/**
 * React Aria writes two style elements of its own, with these texts: usePress, and on iOS usePreventScroll. A test
 * compares them with the package's, so that an update which changes one does not silently lose the style.
 */
export const reactAriaStyles = {
  usePress: `
@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}
    `.trim(),
  usePreventScroll: `
@layer {
  * {
    overscroll-behavior: contain;
  }
}`.trim(),
};

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Features a page of ours may use; everything else browsers know is off. */
const permissions = [
  ...[
    'autoplay',
    'camera',
    'display-capture',
    'fullscreen',
    'microphone',
    'picture-in-picture',
    'screen-wake-lock',
    'speaker-selection',
    'clipboard-write',
  ].map((name) => `${name}=(self)`),
  ...['accelerometer', 'geolocation', 'gyroscope', 'hid', 'magnetometer', 'midi', 'payment', 'serial', 'usb', 'browsing-topics'].map(
    (name) => `${name}=()`,
  ),
].join(', ');

/** What pages may load, and from where: nothing from anywhere but here (P01). */
export const pageDirectives = {
  defaultSrc: ["'none'"],
  // WebAssembly for the background blur; no eval of JavaScript.
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  styleSrc: ["'self'", ...Object.values(reactAriaStyles).map(hashOf)],
  imgSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:', 'mediastream:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'", 'blob:'],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/**
 * Headers of every answer. Nothing is loaded from anywhere but here (P01), no page of others may frame us, and the
 * address of a meeting, which is its key, is told to nobody by Referer.
 */
export async function securityHeaders(app: FastifyInstance, options: { https: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: pageDirectives,
    },
    strictTransportSecurity: options.https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.routeOptions.config.helmet) void reply.header('permissions-policy', permissions);
    done();
  });
}

/**
 * Headers of answers that are never a page, in the place of those above: worked out once. Clients of chat ask so often that those of
 * pages were a tenth of the work.
 */
export function dataHeaders(app: FastifyInstance, options: { https: boolean }): void {
  const headers = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...(options.https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, helmet: { skipRoute: true } };
  });
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
