/** When people are busy, and times at which they could meet: for who plans. */
import type { Clock } from '@saal/foundation';
import {
  addDays,
  AskBusy,
  AskSuggestions,
  BusyAnswer,
  CalendarSettingsView,
  momentOf,
  RoomsAnswer,
  SuggestionsAnswer,
} from '@saal/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { BusyTimes } from '../busy-times.ts';
import type { SettingStore } from '../ports.ts';
import { suggestTimes } from '../suggest-times.ts';
import { signedInBy, type ViewerOf } from './signed-in.ts';

const BODY_BYTES = 16 * 1024;

export function busyRoutes(
  instance: FastifyInstance,
  { viewerOf, busyTimes, settings, clock }: { viewerOf: ViewerOf; busyTimes: BusyTimes; settings: SettingStore; clock: Clock },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const signedIn = signedInBy(viewerOf);

  app.get('/me/calendar-settings', { schema: { response: { 200: CalendarSettingsView } } }, async (request) => ({
    showsBusy: await settings.showsBusy(await signedIn(request)),
  }));

  app.put('/me/calendar-settings', { schema: { body: CalendarSettingsView, response: { 200: CalendarSettingsView } } }, async (request) => {
    await settings.setShowsBusy(await signedIn(request), request.body.showsBusy);
    return request.body;
  });

  app.get('/calendars/rooms', { schema: { response: { 200: RoomsAnswer } } }, async (request) => ({
    rooms: await busyTimes.rooms(await signedIn(request)),
  }));

  // Addresses of people stand in no path and no query, which proxies write down.
  app.post('/calendars/busy', { bodyLimit: BODY_BYTES, schema: { body: AskBusy, response: { 200: BusyAnswer } } }, async (request) => {
    const { people, fromMs, toMs, timeZone } = request.body;
    return { people: await busyTimes.of(await signedIn(request), people, { fromMs, toMs }, timeZone) };
  });

  app.post(
    '/calendars/suggestions',
    { bodyLimit: BODY_BYTES, schema: { body: AskSuggestions, response: { 200: SuggestionsAnswer } } },
    async (request) => {
      const viewer = await signedIn(request);
      const { people: asked, firstDay, days, timeZone } = request.body;
      const midnight = (day: string): number => momentOf({ date: day, time: '00:00' }, timeZone) ?? NaN;
      const range = { fromMs: midnight(firstDay), toMs: midnight(addDays(firstDay, days)) };
      const people = await busyTimes.of(viewer, asked, range, timeZone);
      // Of who is hidden or unknown nothing is known: they stand in nobody's way.
      const known = people.filter(({ state }) => state === 'known' || state === 'partly');
      const slots = suggestTimes(new Map(known.map(({ email, busy }) => [email, busy])), request.body, clock.now());
      return { slots, people: people.map(({ email, name, state }) => ({ email, name, state })) };
    },
  );
}
