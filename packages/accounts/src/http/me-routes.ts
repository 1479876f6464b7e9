/** One's own account and picture. */
import { ChangeMe, ChangePassword, Me, PersonId } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PictureInvalid } from '../errors.ts';
import { MAX_PICTURE_BYTES, pictureFormats } from '../picture.ts';
import { callerOf, meIn, requireSignedIn, SMALL_BODY_BYTES, type AccountsContext } from './context.ts';
import { readCookie, sessionCookie, setCookie } from './cookies.ts';

const PicturePath = z.object({ id: PersonId, version: z.string().regex(/^[A-Za-z0-9_-]{22}$/) });

export function meRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { people, secureCookies } = context;

  app.get('/me', { schema: { response: { 200: Me } } }, async (request, reply) => {
    const { person } = await requireSignedIn(context, request);
    // The cookie slides with the session: told anew where every page begins.
    const secret = readCookie(request.headers.cookie, sessionCookie);
    if (secret !== undefined) reply.header('set-cookie', setCookie(sessionCookie, secret, secureCookies(request)));
    return meIn(context, person);
  });

  app.patch('/me', { bodyLimit: SMALL_BODY_BYTES, schema: { body: ChangeMe, response: { 200: Me } } }, async (request) => {
    const { person } = await requireSignedIn(context, request);
    return meIn(context, await people.changeProfile(person.id, request.body));
  });

  app.post('/me/password', { bodyLimit: SMALL_BODY_BYTES, schema: { body: ChangePassword } }, async (request, reply) => {
    await people.changePassword(await requireSignedIn(context, request), request.body, callerOf(request));
    return reply.code(204).send();
  });

  app.delete('/me/picture', { schema: { response: { 200: Me } } }, async (request) => {
    const { person } = await requireSignedIn(context, request);
    return meIn(context, await people.removePicture(person.id));
  });

  /** Whoever knows the version was shown the picture: people with accounts by the API, guests in their meeting. */
  app.get('/people/:id/picture/:version', { schema: { params: PicturePath } }, async (request, reply) => {
    const { id, version } = request.params;
    const etag = `"${version}"`;
    const picture = await people.picture(id, version);
    reply.headers({
      etag,
      'cache-control': 'private, max-age=86400',
      'content-type': picture.format,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': 'inline; filename="picture"',
      'cross-origin-resource-policy': 'same-origin',
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send(Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength));
  });

  void app.register((pictures, _options, done) => {
    pictureUpload(pictures, context);
    done();
  });
}

/** Apart, since only here a body is not JSON. */
function pictureUpload(instance: FastifyInstance, context: AccountsContext): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...pictureFormats], { parseAs: 'buffer', bodyLimit: MAX_PICTURE_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook('preParsing', async (request) => {
    await requireSignedIn(context, request); // before half a megabyte of a stranger is read
  });
  app.setErrorHandler((error) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') throw new PictureInvalid('too-large');
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw new PictureInvalid('unknown-format');
    throw error;
  });
  app.put('/me/picture', { bodyLimit: MAX_PICTURE_BYTES, schema: { response: { 200: Me } } }, async (request) => {
    const { person } = await requireSignedIn(context, request);
    if (!Buffer.isBuffer(request.body)) throw new PictureInvalid('unknown-format');
    return meIn(context, await context.people.setPicture(person.id, request.body));
  });
}
