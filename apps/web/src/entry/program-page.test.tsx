import { fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { ProgramPage } from './program-page.tsx';

const at = (address: string) => `/sign-in/client?redirectUrl=${encodeURIComponent(address)}`;
const leave = vi.fn<(address: string) => void>();

beforeEach(() => {
  leave.mockReset();
  vi.stubGlobal('location', { assign: leave });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  [
    'de',
    'https://chat.example.org/#/login',
    /chat\.example\.org möchte als Alice Huber chatten/,
    'Programm anmelden',
    'Das Programm ist angemeldet',
  ],
  [
    'en',
    'http://localhost:4711/',
    /A program on this device wants to chat as Alice Huber/,
    'Sign the program in',
    'The program is signed in',
  ],
  ['de', 'element://vector/', /„element“ auf diesem Gerät/, 'Programm anmelden', 'Das Programm ist angemeldet'],
] as const)('who agrees is led back to the program (%s, %s)', async (language, address, lead, agree, done) => {
  const letProgramIn = vi.fn<(address: string) => Promise<string>>().mockResolvedValue('https://chat.example.org/?loginToken=x');
  await show(<ProgramPage />, { path: at(address), me: alice, language, api: { letProgramIn } });
  expect(await screen.findByText(lead)).toBeDefined();
  expect(letProgramIn).not.toHaveBeenCalled();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: agree }));
  expect(await screen.findByRole('heading', { name: done })).toBeDefined();
  expect(letProgramIn).toHaveBeenCalledWith(address);
  expect(leave).toHaveBeenCalledWith('https://chat.example.org/?loginToken=x');
});

test('an address that is none, and one that the server refuses, lead nowhere', async () => {
  const shown = await show(<ProgramPage />, { path: '/sign-in/client', me: alice });
  expect(await screen.findByRole('heading', { name: 'Diese Adresse gilt nicht' })).toBeDefined();
  shown.unmount();
  await show(<ProgramPage />, {
    path: at('javascript:alert(1)'),
    me: alice,
    api: { letProgramIn: () => Promise.reject(refused('bad_request')) },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Programm anmelden' }));
  expect(await screen.findByText('bad_request', { exact: false })).toBeDefined();
  expect(leave).not.toHaveBeenCalled();
});

test('who is not signed in does so first, and comes back here', async () => {
  const shown = await show(<ProgramPage />, { path: at('https://chat.example.org/') });
  expect(shown.path()).toBe('/sign-in');
});
