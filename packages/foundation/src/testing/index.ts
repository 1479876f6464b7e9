export { throwawayDatabase, type ThrowawayDatabase } from './throwaway-database.ts';
