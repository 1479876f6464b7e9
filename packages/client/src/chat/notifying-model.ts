/** What pages read of notifications and of a person's devices. */
import type { Model } from '../model.ts';

/** Kept at the account: the server follows them too. */
export interface QuietHours {
  isOn: boolean;
  /** `19:00`, by the clock of `timeZone`. */
  from: string;
  to: string;
  /** Quiet as a whole; 0 is Sunday. */
  days: readonly number[];
  timeZone: string;
}

/** The same on all devices of the person. How loudly one room speaks stands with the room. */
export interface NotificationSettings {
  direct: boolean;
  groups: boolean;
  mentions: boolean;
  /** Told of like mentions. */
  keywords: readonly string[];
  quietHours: QuietHours;
}

/** Something was written, or somebody invites, of which this person wants to hear now. */
export interface News {
  what: 'message' | 'invitation';
  roomId: string;
  roomName: string;
  isDirect: boolean;
  senderName: string;
  /** Undefined: sealed, or nothing that can be said in words. */
  text?: string;
}

/** As `PushSubscription.toJSON()` of a browser has it. */
export interface WebPushSubscription {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface Notifying {
  readonly settings: Model<NotificationSettings>;
  change(change: Partial<NotificationSettings>): Promise<void>;
  /** Never in quiet hours, never of what this person wrote. @returns what ends it */
  onNews(listener: (news: News) => void): () => void;
  /** By which a browser subscribes, base64url; undefined: this house tells closed pages nothing. */
  webPushKey(): Promise<string | undefined>;
  /** What is shown of news while no page is open; without `content` only who wrote. */
  show(how: { content: boolean; language: string }): Promise<void>;
  /** This browser is told while its pages are closed. */
  setWebPush(subscription: WebPushSubscription, language: string): Promise<void>;
  removeWebPush(subscription: Pick<WebPushSubscription, 'p256dh'>): Promise<void>;
}

export interface ChatDevice {
  deviceId: string;
  name?: string;
  lastSeenAtMs?: number;
  isThis: boolean;
  /** Confirmed as this person's by recovery key or emoji. */
  isVerified: boolean;
}

export interface OwnDevices {
  /** Came since this device looked the last time, and are not verified. */
  readonly unknown: Model<readonly ChatDevice[]>;
  /** The newest first. */
  list(): Promise<ChatDevice[]>;
  /** They are no news any more. */
  seen(): void;
  signOut(deviceId: string): Promise<void>;
}
