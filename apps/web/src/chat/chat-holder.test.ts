import { expect, test, vi } from 'vitest';
import { browserName, createChatHolder } from './chat-holder.ts';
import { fakeChat } from './fixtures/fake-chat.ts';

test('after a sign-out chat is closed before it is forgotten, and opened only when it is', async () => {
  const chat = fakeChat([]);
  const done: string[] = [];
  const forgotten = Promise.withResolvers<undefined>();
  chat.close.mockImplementation(async () => void done.push('closed'));
  const holder = createChatHolder({
    open: async (personId) => {
      done.push(`opened ${personId}`);
      return chat;
    },
    forget: async () => {
      done.push('forgets');
      await forgotten.promise;
      done.push('forgotten');
    },
  });
  holder.open('alice');
  await vi.waitFor(() => expect(holder.get().phase).toBe('ready'));
  const leaving = holder.forget();
  expect(holder.get().phase).toBe('closed');
  holder.open('bob');
  await vi.waitFor(() => expect(done).toContain('forgets'));
  forgotten.resolve(undefined);
  await leaving;
  await vi.waitFor(() => expect(holder.get()).toMatchObject({ phase: 'ready', personId: 'bob' }));
  expect(done).toEqual(['opened alice', 'closed', 'forgets', 'forgotten', 'opened bob']);
});

test('a browser that was signed out of chat from elsewhere is emptied, and says so', async () => {
  const chat = fakeChat([]);
  const forget = vi.fn(() => Promise.resolve());
  const holder = createChatHolder({ open: () => Promise.resolve(chat), forget });
  holder.open('alice');
  await vi.waitFor(() => expect(holder.get().phase).toBe('ready'));
  chat.connection.set('offline');
  expect(forget).not.toHaveBeenCalled();
  chat.connection.set('signed-out');
  await vi.waitFor(() => expect(forget).toHaveBeenCalledOnce());
  expect(chat.close).toHaveBeenCalledOnce();
  expect(holder.get()).toEqual({ phase: 'failed', personId: 'alice', code: 'signed_out' });
});

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Saal, Firefox, Windows'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Saal, Chrome, Android'],
  ['curl/8', 'Saal'],
])('%s is called %s', (agent, name) => {
  expect(browserName(agent)).toBe(name);
});
