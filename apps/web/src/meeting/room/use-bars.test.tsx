import { act, fireEvent, render, screen } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restsAfterMs, useBars } from './use-bars.ts';

let fullScreen = false;

beforeEach(() => {
  vi.useFakeTimers();
  // jsdom has no full screen.
  Object.defineProperty(document, 'fullscreenElement', { configurable: true, get: () => (fullScreen ? document.documentElement : null) });
});
afterEach(() => {
  vi.useRealTimers();
  fullScreen = false;
});

function Room({ held = false, menu = false }: { held?: boolean; menu?: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  const bars = useBars(element, held);
  return (
    <div ref={element} data-testid="room" data-bars={bars}>
      <main>
        <button type="button">Bühne</button>
      </main>
      <footer>
        <button type="button">Stumm</button>
      </footer>
      {menu && <div role="menu" />}
    </div>
  );
}

const bars = () => screen.getByTestId('room').dataset['bars'];
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
function enterFullScreen() {
  fullScreen = true;
  act(() => void document.dispatchEvent(new Event('fullscreenchange')));
}
function pointer(type: 'pointermove' | 'pointerdown', at: { screenX: number; screenY: number }, pointerType = 'mouse') {
  const event = new MouseEvent(type, { bubbles: true, ...at });
  Object.defineProperty(event, 'pointerType', { value: pointerType });
  act(() => void window.dispatchEvent(event));
}

test('in a window the bars stay, however long nobody stirs', () => {
  render(<Room />);
  pass(restsAfterMs * 20);
  expect(bars()).toBe('beside');
});

test('in full screen they go after three seconds of stillness, and a pointer, a key or the focus brings them back', () => {
  render(<Room />);
  enterFullScreen();
  expect(bars()).toBe('over');
  pass(restsAfterMs - 1);
  expect(bars()).toBe('over');
  pass(1);
  expect(bars()).toBe('resting');
  pointer('pointermove', { screenX: 10, screenY: 10 });
  expect(bars()).toBe('over');
  pass(restsAfterMs);
  pointer('pointermove', { screenX: 10, screenY: 10 });
  expect(bars(), 'the pointer stood still').toBe('resting');
  fireEvent.keyDown(window, { key: 'a' });
  expect(bars()).toBe('over');
  pass(restsAfterMs);
  expect(bars()).toBe('resting');
  act(() => screen.getByRole('button', { name: 'Bühne' }).focus());
  expect(bars()).toBe('over');
});

test('they stay while the focus of the keyboard is on them, and go when it has left', () => {
  render(<Room />);
  enterFullScreen();
  pass(restsAfterMs);
  act(() => screen.getByRole('button', { name: 'Stumm' }).focus());
  expect(bars()).toBe('over');
  pass(restsAfterMs * 5);
  expect(bars()).toBe('over');
  act(() => screen.getByRole('button', { name: 'Bühne' }).focus());
  pass(restsAfterMs);
  expect(bars()).toBe('resting');
});

test('they stay while a menu is open', () => {
  const { rerender } = render(<Room menu />);
  enterFullScreen();
  pass(restsAfterMs * 5);
  expect(bars()).toBe('over');
  rerender(<Room />);
  pass(restsAfterMs);
  expect(bars()).toBe('resting');
});

test('after a touch they stay, since a finger cannot hover', () => {
  render(<Room />);
  enterFullScreen();
  pass(restsAfterMs);
  pointer('pointerdown', { screenX: 10, screenY: 10 }, 'touch');
  pass(restsAfterMs * 5);
  expect(bars()).toBe('over');
});

test('a panel, a dialog or a share of one’s own keeps everything in its place', () => {
  const { rerender } = render(<Room />);
  enterFullScreen();
  pass(restsAfterMs);
  expect(bars()).toBe('resting');
  rerender(<Room held />);
  expect(bars()).toBe('beside');
  pass(restsAfterMs * 5);
  expect(bars()).toBe('beside');
});
