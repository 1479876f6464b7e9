import { expect, test } from 'vitest';
import {
  actionOf,
  defaultShortcuts,
  keysOf,
  loadShortcuts,
  mayBeChosen,
  remap,
  shortcutActions,
  spokenKeys,
  storeShortcuts,
} from './shortcuts.ts';

const pressed = (over: Partial<KeyboardEvent>) => ({
  key: 'd',
  code: 'KeyD',
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...over,
});

test('no shortcut is a bare letter and no keys mean two things', () => {
  const all = shortcutActions.map((action) => defaultShortcuts[action]);
  expect(new Set(all).size).toBe(all.length);
  for (const keys of all) expect(keys).not.toMatch(/^[A-Z0-9]$/);
});

test('keys are understood as they are pressed, on a Mac too', () => {
  expect(actionOf(pressed({ ctrlKey: true }), defaultShortcuts)).toBe('microphone');
  expect(actionOf(pressed({ altKey: true, key: '˙', code: 'KeyH' }), defaultShortcuts)).toBe('hand');
  expect(actionOf(pressed({ key: ' ', code: 'Space' }), defaultShortcuts)).toBe('push-to-talk');
  expect(actionOf(pressed({ key: 'F6', code: 'F6', shiftKey: true }), defaultShortcuts)).toBe('next-region');
  expect(actionOf(pressed({}), defaultShortcuts)).toBeUndefined();
  expect(keysOf(pressed({ key: 'Control', ctrlKey: true }))).toBeUndefined();
});

test('keys can be changed, never to a bare letter or to what closes the page', () => {
  const changed = remap(defaultShortcuts, 'microphone', 'Ctrl+M');
  expect(changed.microphone).toBe('Ctrl+M');
  expect(remap(changed, 'camera', 'Ctrl+M')).toMatchObject({ camera: 'Ctrl+M', microphone: 'Ctrl+E' });
  expect(remap(defaultShortcuts, 'hand', 'H')).toBe(defaultShortcuts);
  expect(remap(defaultShortcuts, 'hand', 'F6')).toBe(defaultShortcuts);
  expect(mayBeChosen('Ctrl+W')).toBe(false);
  expect(mayBeChosen('F8')).toBe(true);
});

test('the choice is kept; what cannot be read gives the usual keys', () => {
  const store = new Map<string, string>();
  const storage = { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => void store.set(key, value) };
  storeShortcuts(storage, { enabled: false, map: remap(defaultShortcuts, 'hand', 'Alt+J') });
  expect(loadShortcuts(storage)).toMatchObject({ enabled: false, map: { hand: 'Alt+J' } });
  store.set('saal.shortcuts', 'no');
  expect(loadShortcuts(storage)).toEqual({ enabled: true, map: defaultShortcuts });
});

test('keys are read out by the names on the keyboard', () => {
  expect(spokenKeys('Ctrl+D', 'de')).toBe('Strg + D');
  expect(spokenKeys('Space', 'en')).toBe('Space bar');
});
