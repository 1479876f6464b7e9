import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { SectionMenu } from './section-menu.tsx';
import { sectionsFor } from './sections.ts';

test('on a phone one button says which section is open, and leads to all others', async () => {
  const sections = sectionsFor(alice);
  const here = sections.find(({ id }) => id === 'rooms');
  if (!here) throw new Error('there is no section of rooms');
  const page = await show(<SectionMenu sections={sections} here={here} />, { me: alice });
  fireEvent.click(screen.getByRole('button', { name: 'Verwaltung: Besprechungsräume' }));
  expect(await screen.findAllByRole('menuitemradio')).toHaveLength(sections.length);
  expect(screen.getByRole('menuitemradio', { checked: true }).textContent).toBe('Besprechungsräume');
  await expectAccessible();
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Protokoll' }));
  await waitFor(() => expect(page.path()).toBe('/admin/audit'));
});
