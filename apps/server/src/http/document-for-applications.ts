/** A document of OpenAPI, as far as it is looked into. */
type Document = { info: object; paths?: Record<string, unknown> };

/** Duties of chat lie there too, for people who are signed in. */
const ofPages = '/api/v1/chat/';

/** The contract with other applications: what lies below `/api/v1`, and nothing of what our own pages use. */
export function documentForApplications<D extends Document>(whole: D): D {
  const paths = Object.fromEntries(
    Object.entries(whole.paths ?? {}).filter(([path]) => path.startsWith('/api/v1/') && !path.startsWith(ofPages)),
  );
  const description =
    'Meetings and campaigns of interviews for other applications. Show the key an administrator gave you as `Authorization: Bearer saal_...`, or a token that `POST /api/oauth/token` gives for it. ' +
    'Errors are application/problem+json (RFC 9457) with a stable `code`. Fields may be added; a change of meaning becomes /api/v2.';
  const key = { type: 'http', scheme: 'bearer', description: 'The key of an application, or a token for it.' };
  const oauth = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/api/oauth/token', scopes: {} } } };
  return {
    ...whole,
    info: { title: 'Saal for applications', version: '1', description },
    components: { securitySchemes: { key, oauth } },
    security: [{ key: [] }, { oauth: [] }],
    paths,
  };
}
