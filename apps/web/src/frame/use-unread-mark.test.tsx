import { renderHook } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { useUnreadMark } from './use-unread-mark.ts';

const icon = () => document.querySelector('link[rel="icon"]')?.getAttribute('href');

beforeEach(() => {
  document.head.innerHTML = '<link rel="icon" href="/favicon.svg">';
});

test('what is not read marks the icon of the window and the badge of the app, until it is read or the page is gone', () => {
  const setAppBadge = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, { setAppBadge }));
  const { rerender, unmount } = renderHook(({ count }) => useUnreadMark(count), { initialProps: { count: 3 } });
  expect(icon()).toBe('/favicon-unread.svg');
  expect(setAppBadge).toHaveBeenLastCalledWith(3);
  rerender({ count: 0 });
  expect(icon()).toBe('/favicon.svg');
  expect(setAppBadge).toHaveBeenLastCalledWith(0);
  rerender({ count: 1 });
  expect(icon()).toBe('/favicon-unread.svg');
  unmount();
  expect(icon()).toBe('/favicon.svg');
  vi.unstubAllGlobals();
});
