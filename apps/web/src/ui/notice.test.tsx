import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../testing/render.tsx';
import { Notice } from './notice.tsx';

test('errors are said at once, the rest when there is quiet, and what was there before not at all', async () => {
  await show(
    <>
      <Notice tone="error">Fehler</Notice>
      <Notice tone="good">Gespeichert</Notice>
      <Notice live={false}>Hinweis</Notice>
    </>,
  );
  expect((await screen.findByRole('alert')).textContent).toBe('Fehler');
  expect(screen.getByRole('status').textContent).toBe('Gespeichert');
});
