/** How this browser tells of news; the same for all its tabs, and not of the account: another machine stands elsewhere. */
import { ValueModel, type Model } from '@saal/client';

export interface BrowserSettings {
  /** Notifications of the system while Saal is open and not looked at. */
  desktop: boolean;
  /** Who wrote and what; else only that there is something. */
  content: boolean;
  sound: boolean;
}

const KEY = 'saal.notifications';
const first: BrowserSettings = { desktop: false, content: true, sound: true };

export interface SettingsOfBrowser extends Model<BrowserSettings> {
  change(change: Partial<BrowserSettings>): void;
}

export function createBrowserSettings(storage: Pick<Storage, 'getItem' | 'setItem'>): SettingsOfBrowser {
  const model = new ValueModel(kept(storage.getItem(KEY)));
  return {
    get: () => model.get(),
    subscribe: (listener) => model.subscribe(listener),
    change(change) {
      model.patch(change);
      storage.setItem(KEY, JSON.stringify(model.get()));
    },
  };
}

function kept(text: string | null): BrowserSettings {
  let found: unknown;
  try {
    found = JSON.parse(text ?? '{}');
  } catch {
    found = {}; // Not of ours.
  }
  const { desktop, content, sound } = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  const or = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  return { desktop: or(desktop, first.desktop), content: or(content, first.content), sound: or(sound, first.sound) };
}

export const browserSettings: SettingsOfBrowser = createBrowserSettings(localStorage);
