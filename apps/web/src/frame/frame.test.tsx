import type { Me, OwnStatus } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { tabsQuery } from '../app/use-media-query.ts';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { Frame } from './frame.tsx';

const screenOf = (media: string) => Object.assign(new EventTarget(), { matches: media === tabsQuery, media });
const wide = (media: string) => Object.assign(new EventTarget(), { matches: false, media });
afterEach(() => void vi.stubGlobal('matchMedia', wide));

const status = async () => ({ state: 'available' as const, text: '', hideMeetings: false, isTold: true });
const page = <Frame title="Heute">{() => null}</Frame>;
const clerk: Me = { ...alice, role: 'person', rights: [] };

async function onPhone(me: Me, path = '/') {
  vi.stubGlobal('matchMedia', screenOf);
  const setStatus = vi.fn(async (next: OwnStatus) => ({ ...next, isTold: true }));
  const shown = await show(page, { me, path, api: { status, setStatus } });
  return {
    shown,
    setStatus,
    more: await screen.findByRole('button', { name: 'Mehr' }),
    areas: screen.getByRole('navigation', { name: 'Bereiche' }),
  };
}

test('on a wide screen an administrator has every area at the side, and no menu', async () => {
  await show(page, { me: alice, api: { status } });
  await screen.findByRole('button', { name: 'Status: Verfügbar' });
  const areas = screen.getByRole('navigation', { name: 'Bereiche' });
  expect(
    within(areas)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href')),
  ).toEqual([...['/', '/chat', '/teams', '/phone-book', '/people', '/admin', '/account']]);
  expect(screen.queryByRole('button', { name: 'Mehr' })).toBeNull();
});

test('on a phone five tabs keep their words; the rest is under "Mehr", and leads there', async () => {
  const { shown, areas, more } = await onPhone(alice);
  expect(
    within(areas)
      .getAllByRole('link')
      .map((link) => link.textContent),
  ).toEqual(['Heute', 'Chat', 'Teams', 'Telefonbuch']);
  fireEvent.click(more);
  expect(await screen.findAllByRole('menuitem')).toHaveLength(4);
  for (const name of ['Personen', 'Verwaltung', 'Konto', 'Status schreiben …']) screen.getByRole('menuitem', { name });
  await expectAccessible();
  fireEvent.click(screen.getByRole('menuitem', { name: 'Verwaltung' }));
  await waitFor(() => expect(shown.path()).toBe('/admin'));
});

test('on a phone the status is said under "Mehr"; who administers nothing sees nothing of it there', async () => {
  const { more, setStatus } = await onPhone(clerk);
  fireEvent.click(more);
  expect(await screen.findByRole('menuitem', { name: 'Konto' })).toBeDefined();
  expect(screen.queryByRole('menuitem', { name: 'Verwaltung' })).toBeNull();
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Nicht stören' }));
  await waitFor(() => expect(setStatus).toHaveBeenCalledWith({ state: 'dnd', text: '', hideMeetings: false }));
});

test('"Mehr" is marked while one of its areas is open', async () => {
  const { more } = await onPhone(alice, '/admin/audit');
  expect(more.dataset['here']).toBe('true');
});
