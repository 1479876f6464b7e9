import { configExample } from './config/example.ts';

console.log(configExample());
