export { createIntegration, integrationMigrations, type Integration } from './create-integration.ts';
