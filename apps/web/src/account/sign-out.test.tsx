import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { ChatHolderContext, createChatHolder } from '../chat/chat-holder.ts';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { SignOut } from './sign-out.tsx';

async function page(keyNotKept: string | undefined, elsewhere?: string) {
  const done: string[] = [];
  const signOut = async () => {
    done.push('signed out');
    return elsewhere;
  };
  const forget = async () => void done.push('forgotten');
  const holder = createChatHolder({ open: vi.fn(), forget });
  const shown = await show(
    <ChatHolderContext value={holder}>
      <SignOut me={alice} keyNotKept={async () => keyNotKept} goTo={(url) => done.push(url)} />
    </ChatHolderContext>,
    { me: alice, path: '/account', api: { signOut } },
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Abmelden' }));
  return { done, shown };
}

test('signing out empties this browser before it leads on', async () => {
  const { done, shown } = await page(undefined);
  await waitFor(() => expect(shown.path()).toBe('/sign-in'));
  expect(done).toEqual(['signed out', 'forgotten']);
});

test('who came by the account of the house is led out of it as well, once this browser is empty', async () => {
  const { done, shown } = await page(undefined, 'https://id.example.org/sign-out');
  await waitFor(() => expect(done).toEqual(['signed out', 'forgotten', 'https://id.example.org/sign-out']));
  expect(shown.path()).toBe('/account');
});

test('who would lose what only this browser can open is shown the key first, and stays signed in meanwhile', async () => {
  const { done, shown } = await page('EsTb LwyX');
  expect((await screen.findByRole('dialog')).textContent).toContain('EsTb LwyX');
  expect(done).toEqual([]);
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Ist aufbewahrt, abmelden' }));
  await waitFor(() => expect(shown.path()).toBe('/sign-in'));
  expect(done).toEqual(['signed out', 'forgotten']);
});
