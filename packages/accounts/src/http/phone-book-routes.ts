/** The phone book, for everybody of this house with an account. */
import { PersonId, PhoneBookEntry, PhoneBookPage } from '@saal/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { withoutControls } from '../controls.ts';
import { NotAllowed, NotFound } from '../errors.ts';
import { entryOf, searchFor } from '../phone-book.ts';
import type { Person } from '../person.ts';
import { requireSignedIn, type AccountsContext } from './context.ts';

const Query = z.object({ text: z.string().max(80).transform(withoutControls).default('') });
const PAGE = 30;

export function phoneBookRoutes(instance: FastifyInstance, context: AccountsContext): void {
  const { settings, store } = context.phoneBook;
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const hidden = { email: !settings.showsEmail, mobile: !settings.showsMobile };

  /** Externals are of another house: they find here whom they work with, in chat, and nobody else. */
  async function requireOfThisHouse(request: FastifyRequest): Promise<Person> {
    const { person } = await requireSignedIn(context, request);
    if (settings.isExternal(person.email)) throw new NotAllowed('look into the phone book');
    return person;
  }

  app.get('/people/search', { schema: { querystring: Query, response: { 200: PhoneBookPage } } }, async (request) => {
    const { id } = await requireOfThisHouse(request);
    const { text } = request.query;
    const search = searchFor(text, id, settings.home);
    // Signs without a letter or digit are found nowhere; nothing at all asks for one's own department.
    if (search.words.length === 0 && text.trim() !== '') return { people: [], more: false };
    const found = await store.search(search, hidden, PAGE + 1);
    return { people: found.slice(0, PAGE).map((row) => entryOf(row, settings)), more: found.length > PAGE };
  });

  app.get('/people/:id/card', { schema: { params: z.object({ id: PersonId }), response: { 200: PhoneBookEntry } } }, async (request) => {
    await requireOfThisHouse(request);
    const row = await store.entry(request.params.id);
    if (!row) throw new NotFound('person');
    return entryOf(row, settings);
  });
}
