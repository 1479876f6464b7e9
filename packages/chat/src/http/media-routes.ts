/** Files: sent, fetched, made small (client-server API, "Content repository"). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ChatError, forbiddenError, invalidParam, notFoundError } from '../errors.ts';
import type { MediaReader } from '../media.ts';
import { dispositionOf } from '../media-types.ts';
import { isMediaId } from '../media-use.ts';
import { byteRangeOf } from './byte-range.ts';
import { askerOf, partOf, queryOf, wholeNumberOf, type ChatParts } from './context.ts';
import { uploadOf } from './upload-body.ts';

const LONGEST_WAIT_MS = 20_000;
/** Of a file that is not made anew under its address. */
const CACHED = 'private, max-age=86400';
const reading = ['/_matrix/client/v1/media', ...['v3', 'r0', 'v1'].map((version) => `/_matrix/media/${version}`)];
const writing = ['v3', 'r0', 'v1'].map((version) => `/_matrix/media/${version}`);

export function mediaRoutes(app: FastifyInstance, parts: ChatParts): void {
  // The body is not read before it is known who sends it, and never into memory.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  for (const prefix of reading) readingRoutes(app, prefix, parts);
  for (const prefix of writing) writingRoutes(app, prefix, parts);
}

/** DEVIATION: client-server API, "GET /_matrix/media/v3/download": the requests of before version 1.11 need a token here as well. */
function readingRoutes(app: FastifyInstance, prefix: string, parts: ChatParts): void {
  const { media, previews, serverName } = parts;

  app.get(`${prefix}/config`, async (request) => {
    await askerOf(request, parts);
    return { 'm.upload.size': media.limits.uploadMaxBytes };
  });

  app.get(`${prefix}/preview_url`, async (request) => {
    const { userId } = await askerOf(request, parts);
    const { url } = queryOf(request);
    if (url === undefined) throw invalidParam('the address is missing');
    return previews ? previews.of(url, userId) : {};
  });

  const download = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const mediaId = mediaIdOf(request, serverName);
    const file = await media.file(await readerOf(request, reply, parts), mediaId, waitOf(request));
    const range = byteRangeOf(request.headers.range, file.sizeBytes);
    const etag = `"${file.sha256}"`;
    void reply.headers({ ...fenced, etag, 'cache-control': CACHED, 'accept-ranges': 'bytes', 'content-type': file.type });
    void reply.header('content-disposition', dispositionOf(file.type, nameIn(request) ?? file.name));
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    if (range === 'none') return reply.code(416).header('content-range', `bytes */${file.sizeBytes}`).send();
    if (range) {
      const { first, last } = range;
      void reply.code(206).headers({ 'content-range': `bytes ${first}-${last}/${file.sizeBytes}`, 'content-length': last - first + 1 });
    } else void reply.header('content-length', file.sizeBytes);
    return reply.send(await media.open(mediaId, range));
  };
  app.get(`${prefix}/download/:serverName/:mediaId`, download);
  app.get(`${prefix}/download/:serverName/:mediaId/:fileName`, download);

  app.get(`${prefix}/thumbnail/:serverName/:mediaId`, async (request, reply) => {
    const mediaId = mediaIdOf(request, serverName);
    const { width, height, method = 'scale' } = queryOf(request);
    const [widthPx, heightPx] = [wholeNumberOf(width, 0, 10_000), wholeNumberOf(height, 0, 10_000)];
    if (widthPx === 0 || heightPx === 0) throw invalidParam('width and height are needed');
    if (method !== 'scale' && method !== 'crop') throw invalidParam('method is scale or crop');
    const who = await readerOf(request, reply, parts);
    const bytes = await media.thumbnail(who, mediaId, { widthPx, heightPx, method }, waitOf(request));
    const type = bytes[0] === 0x89 ? 'image/png' : 'image/jpeg';
    void reply.headers({ ...fenced, 'cache-control': CACHED, 'content-type': type, 'content-disposition': dispositionOf(type, undefined) });
    return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}

function writingRoutes(app: FastifyInstance, prefix: string, parts: ChatParts): void {
  const { media, serverName } = parts;

  app.post(`${prefix}/upload`, async (request) => {
    const { userId } = await askerOf(request, parts);
    return { content_uri: `mxc://${serverName}/${await media.upload(userId, uploadOf(request))}` };
  });

  app.post(`${prefix}/create`, async (request) => {
    const { userId } = await askerOf(request, parts);
    const { mediaId, voidAtMs } = await media.reserve(userId);
    return { content_uri: `mxc://${serverName}/${mediaId}`, unused_expires_at: voidAtMs };
  });

  app.put(`${prefix}/upload/:serverName/:mediaId`, async (request) => {
    const { userId } = await askerOf(request, parts);
    await media.uploadTo(userId, mediaIdOf(request, serverName), uploadOf(request));
    return {};
  });
}

/** What is shown in place can do nothing there (client-server API, "Security considerations" of the content repository). */
const fenced = {
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "sandbox; default-src 'none'; script-src 'none'; plugin-types application/pdf; style-src 'unsafe-inline'; object-src 'self'",
};

/**
 * Who reads: by token; or, since an element of a page can send none, by the cookie of a page of ours.
 * @throws {ChatError} missing_token, unknown_token, forbidden
 */
async function readerOf(request: FastifyRequest, reply: FastifyReply, parts: ChatParts): Promise<MediaReader> {
  const hasToken = request.headers.authorization !== undefined || queryOf(request).access_token !== undefined;
  if (hasToken || request.headers.cookie === undefined) {
    void reply.header('cross-origin-resource-policy', 'cross-origin');
    const { userId, onlyRoom } = await askerOf(request, parts);
    return { userId, onlyRoom };
  }
  void reply.header('cross-origin-resource-policy', 'same-origin');
  // Over plain HTTP browsers say neither; then the header above is what keeps the answer from pages of others.
  const saysWhence = request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
  if (saysWhence && !parts.ownOrigin(request)) throw forbiddenError('the cookie is good for pages of ours only');
  const person = await parts.accounts.signedIn(request.headers.cookie);
  const chatter = person && (await parts.chatters.ofPerson(person.id));
  if (!chatter) throw new ChatError('missing_token', 'an access token is needed');
  return { userId: chatter.userId, onlyRoom: undefined };
}

/** @throws {ChatError} not_found: also files of other servers, as long as there is no federation */
function mediaIdOf(request: FastifyRequest, serverName: string): string {
  const mediaId = partOf(request, 'mediaId');
  if (partOf(request, 'serverName') !== serverName || !isMediaId(mediaId)) throw notFoundError('there is no such file');
  return mediaId;
}

const nameIn = (request: FastifyRequest): string | undefined => (request.params as { fileName?: string }).fileName;
const waitOf = (request: FastifyRequest): number => wholeNumberOf(queryOf(request).timeout_ms, LONGEST_WAIT_MS, LONGEST_WAIT_MS);
