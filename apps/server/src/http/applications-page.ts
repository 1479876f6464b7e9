import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { documentForApplications } from './document-for-applications.ts';

/**
 * The page to try `/api/v1` on, at `/api/v1/docs`: all of it is served from here, under the same rules for content as our own pages.
 * A key that is typed in stays in the page and goes with its reloading.
 */
export async function applicationsPage(api: FastifyInstance): Promise<void> {
  await api.register(swaggerUi, {
    routePrefix: '/v1/docs',
    indexPrefix: '/api',
    // Its bar asks for the addresses of other documents.
    theme: { title: 'Saal for applications', css: [{ filename: 'saal.css', content: '.swagger-ui .topbar { display: none; }' }] },
    uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: -1, persistAuthorization: false, tryItOutEnabled: true },
    transformSpecification: () => documentForApplications(api.swagger()),
    transformSpecificationClone: false,
  });
}
