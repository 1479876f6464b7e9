/** Keys of the meeting (X02): never a bare letter, all listed, can be changed and switched off. */
import { z } from 'zod';

export const shortcutActions = ['microphone', 'camera', 'hand', 'people', 'chat', 'share', 'leave', 'next-region', 'push-to-talk'] as const;
export type ShortcutAction = (typeof shortcutActions)[number];

/** Modifiers in the fixed order Ctrl, Alt, Shift, Meta, then the key as `KeyboardEvent.key` (letters in capitals). */
export type Keys = string;
export type ShortcutMap = Record<ShortcutAction, Keys>;

export const defaultShortcuts: ShortcutMap = {
  microphone: 'Ctrl+D',
  camera: 'Ctrl+E',
  hand: 'Alt+H',
  people: 'Alt+P',
  chat: 'Alt+C',
  share: 'Alt+T',
  leave: 'Alt+L',
  'next-region': 'F6',
  'push-to-talk': 'Space',
};
/** Their keys mean the same in every program and are not changed. */
export const fixedActions: readonly ShortcutAction[] = ['next-region', 'push-to-talk'];

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

/** The keys of an event as text, or undefined while only modifiers are held. */
export function keysOf(event: Pressed): Keys | undefined {
  if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return undefined;
  // With Alt, macOS types other letters (Alt+H is "˙"): the physical key tells which one is meant.
  const letter = event.altKey ? /^Key([A-Z])$/.exec(event.code)?.[1] : undefined;
  const key = letter ?? (event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return [event.ctrlKey && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift', event.metaKey && 'Meta', key]
    .filter(Boolean)
    .join('+');
}

/** Whether keys may be chosen: a function key, or Ctrl, Alt or Meta with one more; never what leaves the page or closes it. */
export function mayBeChosen(keys: Keys): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const forbidden = [
    'Ctrl+W',
    'Ctrl+T',
    'Ctrl+N',
    'Ctrl+Shift+T',
    'Ctrl+Shift+N',
    'Ctrl+Shift+W',
    'Ctrl+R',
    'Ctrl+Tab',
    'Ctrl+C',
    'Ctrl+V',
    'Ctrl+X',
    'Ctrl+A',
    'Ctrl+Z',
    'Ctrl+L',
    'Alt+F4',
    'F5',
    'F6',
    'F11',
    'F12',
    'Alt+ArrowLeft',
    'Alt+ArrowRight',
  ];
  if (forbidden.includes(keys) || ['Tab', 'Escape', 'Enter', 'Space'].includes(key)) return false;
  return /^F\d{1,2}$/.test(key) || parts.some((part) => part === 'Ctrl' || part === 'Alt' || part === 'Meta');
}

/** The action an event means, or undefined. */
export function actionOf(event: Pressed, map: ShortcutMap): ShortcutAction | undefined {
  const keys = keysOf(event);
  // Shift+F6 is the way back through the regions.
  const plain = keys === 'Shift+F6' ? 'F6' : keys;
  return shortcutActions.find((action) => map[action] === plain);
}

/** Gives an action other keys; an action that had them gets the ones that became free, so that no keys mean two things. */
export function remap(map: ShortcutMap, action: ShortcutAction, keys: Keys): ShortcutMap {
  if (fixedActions.includes(action) || !mayBeChosen(keys)) return map;
  const holder = shortcutActions.find((other) => map[other] === keys && other !== action);
  if (holder && fixedActions.includes(holder)) return map;
  return { ...map, ...(holder ? { [holder]: map[action] } : {}), [action]: keys };
}

/** For reading: "Strg + D" in German, with the names of keys as they stand on the keyboard. */
export function spokenKeys(keys: Keys, language: string): string {
  const names: Record<string, string> = language.startsWith('de')
    ? { Ctrl: 'Strg', Shift: 'Umschalt', Space: 'Leertaste', Meta: 'Meta' }
    : { Space: 'Space bar' };
  return keys
    .split('+')
    .map((part) => names[part] ?? part)
    .join(' + ');
}

export type ShortcutSettings = { enabled: boolean; map: ShortcutMap };
export const initialShortcuts: ShortcutSettings = { enabled: true, map: defaultShortcuts };

const Stored = z.object({ enabled: z.boolean(), map: z.partialRecord(z.enum(shortcutActions), z.string().max(40)) });
const storageKey = 'saal.shortcuts';

export function loadShortcuts(storage: Pick<Storage, 'getItem'>): ShortcutSettings {
  try {
    const stored = Stored.safeParse(JSON.parse(storage.getItem(storageKey) ?? 'null'));
    return stored.success ? { enabled: stored.data.enabled, map: { ...defaultShortcuts, ...stored.data.map } } : initialShortcuts;
  } catch {
    // Unreadable or forbidden storage: the usual keys apply.
    return initialShortcuts;
  }
}

export function storeShortcuts(storage: Pick<Storage, 'setItem'>, settings: ShortcutSettings): void {
  try {
    storage.setItem(storageKey, JSON.stringify(settings));
  } catch {
    // The keys apply now; only the next visit does not know them.
  }
}
