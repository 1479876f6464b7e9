import { configure, fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { show } from '../../testing/render.tsx';
import { expectAccessible } from '../fixtures/axe.ts';
import { AfterPage } from './after-page.tsx';
import type { AfterKind } from './after.ts';

// On a machine busy with other work a drawing can take seconds.
configure({ asyncUtilTimeout: 15_000 });

const kinds: AfterKind[] = [
  'left',
  'removed',
  'refused',
  'ended',
  'replaced',
  'full',
  'locked',
  'notFound',
  'brokenLink',
  'unreachable',
  'failed',
];

test.each(kinds)('the page "%s" says what happened and has a way on', async (kind) => {
  await show(<AfterPage after={{ kind }} inviter="Frau Huber" onAgain={() => undefined} />);
  expect((await screen.findByRole('heading', { level: 1 })).textContent).not.toContain('after.');
  expect(screen.getByRole('link', { name: 'Zur Startseite' })).toBeTruthy();
  expect(document.body.textContent).not.toMatch(/\{\{|undefined/);
  await expectAccessible();
});

test('whoever left comes back with one click', async () => {
  const onAgain = vi.fn();
  await show(<AfterPage after={{ kind: 'left' }} inviter="Frau Huber" onAgain={onAgain} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Wieder beitreten' }));
  expect(onAgain).toHaveBeenCalledOnce();
});
