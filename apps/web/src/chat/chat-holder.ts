import { ValueModel, type Chat, type Model } from '@saal/client';
import { createContext, use } from 'react';
import { codeOf } from './failure-code.ts';

export type Held =
  | { phase: 'closed' }
  | { phase: 'opening'; personId: string }
  | { phase: 'ready'; personId: string; chat: Chat }
  | { phase: 'failed'; personId: string; code: string };

/** Keeps the one chat of the page open from its first use on, whatever page is shown. */
export interface ChatHolder extends Model<Held> {
  /** Does nothing where it is open; opens it again after it failed. */
  open(personId: string): void;
  /** Nobody is signed in any more: closes it, and nothing of chat stays in this browser. Resolves when it is gone. */
  forget(): Promise<void>;
}

export interface ChatOfBrowser {
  open(personId: string): Promise<Chat>;
  forget(): Promise<void>;
}

export function createChatHolder(browser: ChatOfBrowser): ChatHolder {
  const held = new ValueModel<Held>({ phase: 'closed' });
  let stopFollowing: (() => void) | undefined;
  let forgetting: Promise<void> | undefined;

  const close = async (next: Held) => {
    const last = held.get();
    stopFollowing?.();
    stopFollowing = undefined;
    held.set(next);
    // A failing end leaves nothing to be done.
    if (last.phase === 'ready') await last.chat.close().catch(() => undefined);
  };
  const forget = (next: Held = { phase: 'closed' }): Promise<void> => {
    const closed = close(next);
    forgetting ??= closed.then(() => browser.forget()).finally(() => (forgetting = undefined));
    return forgetting;
  };
  /** This browser was signed out of chat from elsewhere: what it had is no longer for whoever sits here. */
  const follow = (personId: string, chat: Chat) => {
    stopFollowing = chat.connection.subscribe(() => {
      if (chat.connection.get() === 'signed-out') void forget({ phase: 'failed', personId, code: 'signed_out' });
    });
  };
  return {
    get: () => held.get(),
    subscribe: (listener) => held.subscribe(listener),
    forget: () => forget(),
    open(personId) {
      const now = held.get();
      if (now.phase !== 'closed' && now.phase !== 'failed' && now.personId === personId) return;
      const opening: Held = { phase: 'opening', personId };
      const before = Promise.all([close(opening), forgetting]);
      before
        .then(() => browser.open(personId))
        .then(
          (chat) => {
            // Meanwhile somebody else may have signed in.
            if (held.get() !== opening) return chat.close();
            held.set({ phase: 'ready', personId, chat });
            follow(personId, chat);
            return undefined;
          },
          (error: unknown) => {
            if (held.get() === opening) held.set({ phase: 'failed', personId, code: codeOf(error) });
          },
        )
        .catch(() => undefined); // Who ends badly is ended.
    },
  };
}

/** The library of chat is loaded when it is first wanted. */
export const ChatHolderContext = createContext<ChatHolder>(
  createChatHolder({
    async open(personId) {
      const { openChat } = await import('@saal/client/chat');
      return openChat({ personId, deviceName: browserName(navigator.userAgent) });
    },
    async forget() {
      const { forgetChat } = await import('@saal/client/forget-chat');
      await forgetChat();
    },
  }),
);

export function useChatHolder(): ChatHolder {
  return use(ChatHolderContext);
}

/** As the person finds this browser among their devices: "Saal, Firefox, Windows". */
export function browserName(agent: string): string {
  const first = (words: readonly [RegExp, string][]) => words.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = first([
    [/Edg\//, 'Edge'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ]);
  const system = first([
    [/iPhone|iPad/, 'iOS'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ]);
  return ['Saal', browser, system].filter((word) => word !== undefined).join(', ');
}
