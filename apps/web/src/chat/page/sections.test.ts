import { expect, test } from 'vitest';
import { summary } from '../fixtures/fake-chat.ts';
import { sectionsOf, unreadIn } from './sections.ts';

const rooms = [
  summary({ roomId: '!1', name: 'Bob Maier' }),
  summary({ roomId: '!2', name: 'Haushalt', kind: 'group', isFavourite: true }),
  summary({ roomId: '!3', name: 'Allgemein', kind: 'group', teamId: '!team' }),
  summary({ roomId: '!team', name: 'Bauamt', kind: 'team' }),
  summary({ roomId: '!7', name: 'Gefragt', kind: 'group', membership: 'knocking' }),
  summary({ roomId: '!4', name: 'Stadtrat', kind: 'meeting' }),
  summary({ roomId: '!5', name: 'Umzug', kind: 'group', membership: 'invited' }),
  summary({ roomId: '!6', name: 'Kantine', kind: 'announcements' }),
];

test('every room stands in exactly one part, invitations and favourites before the rest', () => {
  expect(sectionsOf(rooms, '').map(({ kind, rooms: of }) => [kind, of.map((room) => room.name)])).toEqual([
    ['invitations', ['Umzug']],
    ['favourites', ['Haushalt']],
    ['direct', ['Bob Maier']],
    ['groups', ['Kantine']],
    ['teams', ['Allgemein']],
    ['meetings', ['Stadtrat']],
  ]);
  expect(sectionsOf(rooms, ' BAU ')).toMatchObject([{ kind: 'teams', key: '!team', title: 'Bauamt' }]);
});

test('the number in the frame counts what one wants to be told: invitations, all or only calls by name', () => {
  expect(
    unreadIn([
      summary({ unreadCount: 2 }),
      summary({ kind: 'group', notifications: 'mentions', unreadCount: 9, mentionCount: 1 }),
      summary({ kind: 'group', membership: 'invited', unreadCount: 0 }),
    ]),
  ).toBe(4);
});
