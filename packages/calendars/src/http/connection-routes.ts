/** The calendar of one's own on a server of the house. */
import { CalendarConnectionView, ChangeCalendarConnection, ConnectCalendar, ConnectedCalendars, type PersonId } from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Connections } from '../connections.ts';
import type { Connection } from '../ports.ts';
import { signedInBy, type ViewerOf } from './signed-in.ts';

const BODY_BYTES = 8 * 1024;

export function connectionRoutes(
  instance: FastifyInstance,
  { viewerOf, connections, changed }: { viewerOf: ViewerOf; connections: Connections; changed: () => void },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const signedIn = signedInBy(viewerOf);
  const view = (connection: Connection | undefined): CalendarConnectionView => ({
    servers: connections.servers(),
    connection: connection ? viewOf(connection) : null,
  });
  const answer = { response: { 200: CalendarConnectionView } };
  const of = async (personId: PersonId): Promise<CalendarConnectionView> => view(await connections.of(personId));

  app.get('/me/calendar-connection', { schema: answer }, async (request) => of(await signedIn(request)));

  app.put('/me/calendar-connection', { bodyLimit: BODY_BYTES, schema: { body: ConnectCalendar, ...answer } }, async (request) => {
    const connection = await connections.connect(await signedIn(request), request.body);
    changed();
    return view(connection);
  });

  app.patch(
    '/me/calendar-connection',
    { bodyLimit: BODY_BYTES, schema: { body: ChangeCalendarConnection, ...answer } },
    async (request) => {
      const connection = await connections.change(await signedIn(request), request.body);
      changed();
      return view(connection);
    },
  );

  app.delete('/me/calendar-connection', async (request, reply) => {
    await connections.end(await signedIn(request));
    changed();
    return reply.code(204).send();
  });

  app.get('/me/calendar-connection/calendars', { schema: { response: { 200: ConnectedCalendars } } }, async (request) => ({
    calendars: await connections.calendars(await signedIn(request)),
  }));
}

function viewOf({ server, userName, calendarPath, calendarName, writes, state, lookedAtMs }: Connection) {
  const calendar = { path: calendarPath, name: calendarName };
  return { server, userName, calendar, writes, state: state === 'ending' ? ('new' as const) : state, lookedAtMs };
}
