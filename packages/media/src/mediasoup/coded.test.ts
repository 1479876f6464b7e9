import { createLogger } from '@saal/foundation';
import { expect, test } from 'vitest';
import { beside, coded } from './coded.ts';

/** As mediasoup 3.19 words it. */
const goneInWorker = new Error('Channel request handler with ID ddb0e322-83c8-4bdb-875e-7ddcb549d092 not found [method:consumer.resume]');

async function levelsLogged(error: Error): Promise<number[]> {
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) });
  beside(log, 'resume', Promise.reject(error));
  await new Promise((resolve) => setImmediate(resolve));
  return lines.map((line) => Number(/"level":(\d+)/.exec(line)?.[1]));
}

test('a consumer that ended while it was asked to resume is nothing to warn of', async () => {
  expect(await levelsLogged(goneInWorker)).toEqual([20]);
  expect(await levelsLogged(new Error('unknown layer'))).toEqual([40]);
});

test('a device is told that the room is another one, not that its parameters are wrong, when the worker has closed its transport', async () => {
  await expect(coded(() => Promise.reject(goneInWorker))).rejects.toMatchObject({ code: 'media_epoch_over' });
  await expect(coded(() => Promise.reject(new TypeError('wrong ssrc')))).rejects.toMatchObject({ code: 'media_parameters_invalid' });
});
