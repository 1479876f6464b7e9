import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { ChatError } from '../errors.ts';
import type { Upload } from '../media.ts';
import { queryOf } from './context.ts';

/** Who sends nothing for so long is not waited for: a slow line is welcome, a stalled one holds a file open. */
const STALLED_MS = 30_000;

/** The body of a request as a file; not read before somebody asks for its bytes. */
export function uploadOf(request: FastifyRequest): Upload {
  const announced = request.headers['content-length'];
  return {
    // Without a body there is a file without a byte.
    bytes: neverStalled((request.body as Readable | undefined) ?? request.raw),
    type: request.headers['content-type'],
    name: queryOf(request).filename,
    sizeBytes: announced === undefined ? undefined : Number(announced),
  };
}

async function* neverStalled(body: Readable): AsyncGenerator<Buffer> {
  const timer = setTimeout(() => body.destroy(new ChatError('unknown', 'nothing came for too long')), STALLED_MS);
  try {
    // Whoever is refused half-way is to be answered, so the connection stays.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
    // What still comes is thrown away: many clients read no answer before they have sent everything.
    if (!body.readableEnded && !body.destroyed) body.resume();
  }
}
