import type { Api, Chat, MeetingDetail } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, show, type FakeApi } from '../../testing/render.tsx';
import { anna, bob, carol, fakeChat, fakeRoom, fakeTeam, summary } from '../fixtures/fake-chat.ts';
import { TeamsWorkspace } from './teams-workspace.tsx';

const team = summary({ roomId: '!team', kind: 'team', name: 'Bauamt', topic: 'Wege und Plätze', memberCount: 3, isEncrypted: false });
const channel = summary({ roomId: '!c', kind: 'group', name: 'Allgemein', teamId: '!team', unreadCount: 2, isEncrypted: false });

async function showTeams(chat: Chat, teamId?: string, language: 'de' | 'en' = 'de', api: FakeApi = {}) {
  await show(<TeamsWorkspace chat={chat} rooms={chat.rooms.get()} teamId={teamId} />, { me: alice, language, api });
  await screen.findByRole('navigation', { name: language === 'de' ? 'Ihre Teams' : 'Your teams' });
}

function openedTeam(about: Parameters<typeof fakeTeam>[0] = {}) {
  const one = fakeTeam(about);
  const room = fakeRoom([], team);
  const chat = fakeChat([team, channel], new Map([['!team', room]]), one);
  return { one, room, chat };
}
const tab = async (name: string) => fireEvent.click(await screen.findByRole('tab', { name }));

test.each(['de', 'en'] as const)('a team shows its channels with what is unread, and axe finds nothing (%s)', async (language) => {
  const { one, chat } = openedTeam();
  one.channels.mockResolvedValue([
    { roomId: '!c', name: 'Allgemein', isAnnouncements: false, isJoined: true },
    { roomId: '!d', name: 'Amtsblatt', topic: 'Neues', isAnnouncements: true, isJoined: false },
  ]);
  await showTeams(chat, '!team', language);
  expect((await screen.findByRole('link', { name: /Allgemein/ })).textContent).toContain('2');
  // Carol is not of this administration.
  expect(screen.getByText(language === 'de' ? 'Enthält Externe' : 'Includes external people')).toBeDefined();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: language === 'de' ? '„Amtsblatt“ beitreten' : 'Join “Amtsblatt”' }));
  expect(chat.teams.enterChannel).toHaveBeenCalledWith('!d');
});

test('members have roles that owners change, externals are marked, and who asked is let in or refused', async () => {
  const { one, room, chat } = openedTeam();
  room.members.set([
    { ...anna, role: 'administrator', membership: 'joined' },
    { ...bob, role: 'member', membership: 'joined' },
    { ...carol, role: 'member', membership: 'knocking' },
    { ...carol, userId: '@c2:example.org', displayName: 'Dora Weiß', role: 'member', membership: 'joined' },
  ]);
  await showTeams(chat, '!team');
  await tab('Mitglieder');
  const list = screen.getByRole('list', { name: 'Mitglieder' });
  expect(within(list).getByText('Leitung')).toBeDefined();
  expect(within(list).getByText('Extern')).toBeDefined();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Carol Weiß aufnehmen' }));
  expect(one.invite).toHaveBeenCalledWith([expect.objectContaining({ userId: carol.userId })]);
  fireEvent.click(screen.getByRole('button', { name: 'Carol Weiß ablehnen' }));
  expect(room.removeMember).toHaveBeenCalledWith(carol.userId);
  fireEvent.click(screen.getByRole('button', { name: 'Mehr zu Bob Maier' }));
  fireEvent.click(await screen.findByRole('menuitemradio', { name: 'Moderation' }));
  expect(one.setRole).toHaveBeenCalledWith(bob.userId, 'moderator');
});

test('links are added with https only, and taken away again', async () => {
  const link = { title: 'Geoportal', url: 'https://geo.stadt.example/' };
  const { one, chat } = openedTeam({ links: [link] });
  await showTeams(chat, '!team');
  await tab('Links');
  expect(screen.getByRole('link', { name: /Geoportal/ }).getAttribute('href')).toBe(link.url);
  fireEvent.click(screen.getByRole('button', { name: 'Link hinzufügen' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Bezeichnung'), { target: { value: 'Plan' } });
  fireEvent.change(within(dialog).getByLabelText('Adresse'), { target: { value: 'http://plan.example' } });
  expect(within(dialog).getByText('Die Adresse muss mit https:// beginnen.')).toBeDefined();
  expect(within(dialog).getByRole('button', { name: 'Speichern' })).toHaveProperty('disabled', true);
  await expectAccessible();
  fireEvent.change(within(dialog).getByLabelText('Adresse'), { target: { value: 'plan.example' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Speichern' }));
  expect(one.setLinks).toHaveBeenCalledWith([link, { title: 'Plan', url: 'https://plan.example' }]);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  fireEvent.click(screen.getByRole('button', { name: '„Geoportal“ entfernen' }));
  expect(one.setLinks).toHaveBeenLastCalledWith([]);
});

test('people from elsewhere cannot be chosen while the owner lets no externals in', async () => {
  const { one, chat } = openedTeam();
  await showTeams(chat, '!team');
  await tab('Mitglieder');
  fireEvent.click(screen.getByRole('button', { name: 'Einladen' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByRole('searchbox'), { target: { value: 'a' } });
  expect(await within(dialog).findByRole('button', { name: /Bob Maier/ })).toBeDefined();
  expect(within(dialog).queryByRole('button', { name: /Carol/ })).toBeNull();
  one.about.patch({ letsExternalsIn: true });
  expect((await within(dialog).findByRole('button', { name: /Carol/ })).textContent).toContain('Extern');
});

test('its meeting room is set up from the menu: whoever is of the house begins there', async () => {
  const { one, chat } = openedTeam();
  const planMeeting = vi.fn<Api['planMeeting']>().mockResolvedValue({ id: 'm1' } as MeetingDetail);
  await showTeams(chat, '!team', 'de', { planMeeting });
  fireEvent.click(await screen.findByRole('button', { name: 'Mehr zu diesem Team' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Besprechungsraum einrichten' }));
  await waitFor(() => expect(one.setMeeting).toHaveBeenCalledWith('m1'));
  expect(planMeeting).toHaveBeenCalledWith(expect.objectContaining({ title: 'Bauamt', settings: { mayBegin: 'accounts' } }));
  one.about.patch({ meetingId: 'm1' });
  expect(await screen.findByRole('button', { name: 'Besprechungsraum' })).toBeDefined();
});

test('who may not change a team finds no button for it', async () => {
  const { room, chat } = openedTeam({ mayChangeTeam: false, mayAddChannels: false, mayChangeLinks: false });
  room.rights.patch({ mayChange: false, mayInvite: false, mayRemove: false, maySetRoles: false });
  await showTeams(chat, '!team');
  await screen.findByRole('tab', { name: 'Kanäle' });
  for (const name of ['Neuer Kanal', 'Besprechungsraum']) expect(screen.queryByRole('button', { name })).toBeNull();
  await tab('Mitglieder');
  expect(screen.queryByRole('button', { name: /Einladen|Mehr zu Bob/ })).toBeNull();
});

test('open teams are entered or asked at, and a new one is founded with people', async () => {
  const chat = fakeChat([]);
  chat.teams.find.mockResolvedValue([
    { teamId: '!o', name: 'Radgruppe', memberCount: 4, door: 'open', isAsked: false },
    { teamId: '!a', name: 'Chor', topic: 'Montags', memberCount: 9, door: 'ask', isAsked: false },
    { teamId: '!w', name: 'Krisenstab', memberCount: 2, door: 'ask', isAsked: true },
  ]);
  await showTeams(chat);
  fireEvent.click(await screen.findByRole('button', { name: 'Bei „Chor“ anfragen' }));
  expect(chat.teams.ask).toHaveBeenCalledWith('!a');
  expect(screen.getByText('Angefragt')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: '„Radgruppe“ beitreten' }));
  expect(chat.teams.enter).toHaveBeenCalledWith('!o');
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Neues Team' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: ' Umzug ' } });
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Team gründen' }));
  expect(chat.teams.create).toHaveBeenCalledWith({ name: 'Umzug', firstChannel: 'Allgemein', door: 'closed', userIds: [] });
});

test.each([
  ['kept', /Sie können dieses Team nicht verlassen, aber stummschalten/],
  ['closed', /Das Team bleibt zum Nachlesen/],
] as const)('a team of the directory says so, and one that is %s is left only when it is closed', async (ofDirectory, words) => {
  const { chat, room } = openedTeam({ ofDirectory, mayChangeTeam: false, mayAddChannels: false, mayChangeLinks: false });
  room.rights.set({ ...room.rights.get(), mayInvite: false, mayRemove: false, maySetRoles: false, mayChange: false });
  room.members.set([{ ...bob, role: 'member', membership: 'joined' }]);
  await showTeams(chat, '!team');
  await tab('Mitglieder');
  await screen.findByText(words);
  for (const name of ['Einladen', 'Mehr zu Bob Maier']) expect(screen.queryByRole('button', { name })).toBeNull();
  await expectAccessible();
  const more = screen.queryByRole('button', { name: 'Mehr zu diesem Team' });
  if (ofDirectory === 'kept') expect(more).toBeNull();
  else {
    fireEvent.click(screen.getByRole('button', { name: 'Mehr zu diesem Team' }));
    await screen.findByRole('menuitem', { name: 'Team verlassen' });
  }
});
