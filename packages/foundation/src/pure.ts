/** The part of foundation that domain files may use: no I/O. */
export * from './errors.ts';
export * from './clock.ts';
export * from './every.ts';
export * from './token-bucket.ts';
export * from './csv.ts';
