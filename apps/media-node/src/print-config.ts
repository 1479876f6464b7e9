import { configExample } from './config.ts';

process.stdout.write(`${configExample()}\n`);
