export { FakeClock } from './fake-clock.ts';
export { throwawayDatabase, type ThrowawayDatabase } from './throwaway-database.ts';
export { natsServerProgram, startNatsServer, type TestNatsServer } from './nats-server.ts';
