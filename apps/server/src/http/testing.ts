import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createLogger, Metrics } from '@saal/foundation';
import { networks } from '../config/values.ts';
import { createApp, type AppOptions } from './app.ts';

/** The HTTP side alone, with small pages and no features, for tests. */
export async function testApp(options: Partial<AppOptions> = {}): Promise<FastifyInstance> {
  return createApp({
    log: createLogger('silent'),
    metrics: new Metrics(),
    tls: undefined,
    publicUrl: undefined,
    trustedProxies: networks.parse(''),
    metricsNetworks: networks.parse('127.0.0.0/8'),
    requestsPerMinute: 1000,
    webDirectory: smallPages(),
    features: [],
    matrix: async () => undefined,
    scim: async () => undefined,
    embedOrigins: async () => [],
    clientConfig: async () => ({ productName: 'Saal', setupNeeded: false }),
    notReady: async () => undefined,
    ...options,
  });
}

function smallPages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'saal-pages-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Saal</title>');
  writeFileSync(join(folder, 'assets/app-1a2b.js'), 'export {};');
  return folder;
}
