import { ValueModel, type VoiceState } from '@saal/client';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { VoiceField } from '../composer/voice-field.tsx';
import { Conversation } from '../conversation.tsx';
import { fakeRoom, message } from '../fixtures/fake-chat.ts';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { show } from '../../testing/render.tsx';

const sound = { fileName: 'Sprachnachricht.webm', mimeType: 'audio/webm', sizeBytes: 9_000, handle: 1 };

test('a voice message is fetched when it is played; where one is in it is told in words', async () => {
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (this: HTMLMediaElement) {
    fireEvent.play(this);
    return Promise.resolve();
  });
  const file = { ...sound, durationMs: 12_000, waveform: [0.1, 0.8, 0.3] };
  const room = fakeRoom([message(1, { body: { type: 'audio', file } })]);
  await show(<Conversation chat={room} name="Bob Maier" />);
  const line = await screen.findByRole('article');
  expect(line.textContent).toContain('0:12');
  const place = within(line).getByRole('slider', { name: 'Stelle' });
  expect(place.getAttribute('aria-valuetext')).toBe('0:00 von 0:12');
  await expectAccessible();
  expect(room.fileUrl).not.toHaveBeenCalled();
  fireEvent.click(within(line).getByRole('button', { name: 'Anhören' }));
  await within(line).findByRole('button', { name: 'Anhalten' });
  expect(play).toHaveBeenCalledOnce();
  fireEvent.change(place, { target: { value: '5000' } });
  await waitFor(() => expect(place.getAttribute('aria-valuetext')).toBe('0:05 von 0:12'));
  play.mockRestore();
});

test('a recording is heard before it is sent, and what failed is said', async () => {
  const room = fakeRoom();
  const state = new ValueModel<VoiceState>({ phase: 'asking' });
  const recorder = { state, stop: vi.fn(), close: vi.fn() };
  const onClose = vi.fn();
  await show(<VoiceField chat={room} threadRoot={undefined} attempt={() => undefined} onClose={onClose} recorder={recorder} />);
  await screen.findByRole('group', { name: 'Sprachnachricht' });
  act(() => state.set({ phase: 'failed', code: 'denied' }));
  expect(screen.getByRole('alert').textContent).toContain('Der Browser darf das Mikrofon nicht benutzen');
  await expectAccessible();
  act(() => state.set({ phase: 'recording', elapsedMs: 65_000, level: 0.4 }));
  expect(screen.getByText('1:05')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Aufnahme beenden' }));
  expect(recorder.stop).toHaveBeenCalled();
  const file = new File(['x'], 'Sprachnachricht.webm', { type: 'audio/webm' });
  act(() => state.set({ phase: 'recorded', file, url: '/voice', durationMs: 65_000, waveform: [0.4] }));
  expect(await screen.findByRole('slider', { name: 'Stelle' })).toBeDefined();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Senden' }));
  expect(room.sendFile).toHaveBeenCalledWith(file, { durationMs: 65_000, waveform: [0.4] });
  expect(onClose).toHaveBeenCalled();
});
