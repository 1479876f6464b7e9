import { until } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, smallWindow, startCast, type Cast } from './cast.ts';
import { recordFigures } from './figures.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast.end());
