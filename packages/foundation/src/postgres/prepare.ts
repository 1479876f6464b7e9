// Makes the embedded PostgreSQL usable (links, user, copy for that user), as whoever may do that; run by tools/bootstrap.mjs setup.
import { findPostgres } from './binaries.ts';

findPostgres();
