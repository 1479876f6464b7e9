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
  /** The person has signed out. */
  close(): void;
}

export function createChatHolder(openChat: (personId: string) => Promise<Chat>): ChatHolder {
  const held = new ValueModel<Held>({ phase: 'closed' });
  const close = () => {
    const last = held.get();
    held.set({ phase: 'closed' });
    // What is kept in this browser stays for the next time; a failing end leaves nothing to be done.
    if (last.phase === 'ready') void last.chat.close().catch(() => undefined);
  };
  return {
    get: () => held.get(),
    subscribe: (listener) => held.subscribe(listener),
    close,
    open(personId) {
      const now = held.get();
      if (now.phase !== 'closed' && now.phase !== 'failed' && now.personId === personId) return;
      close();
      const opening: Held = { phase: 'opening', personId };
      held.set(opening);
      openChat(personId).then(
        (chat) => {
          // Meanwhile somebody else may have signed in.
          if (held.get() === opening) held.set({ phase: 'ready', personId, chat });
          else void chat.close();
        },
        (error: unknown) => {
          if (held.get() === opening) held.set({ phase: 'failed', personId, code: codeOf(error) });
        },
      );
    },
  };
}

/** The library of chat is loaded when it is first wanted. */
export const ChatHolderContext = createContext<ChatHolder>(
  createChatHolder(async (personId) => {
    const { openChat } = await import('@saal/client/chat');
    return openChat({ personId, deviceName: 'Saal' });
  }),
);

export function useChatHolder(): ChatHolder {
  return use(ChatHolderContext);
}
