import { expect, test } from 'vitest';
import { SoundCheck } from './sound-check.ts';
import { FakeTimers } from './testing/fake-timers.ts';

function checked() {
  const timers = new FakeTimers();
  let state = { soundNotArriving: false, speakingWhileMuted: false };
  const check = new SoundCheck({ timers, onChanged: (changed) => (state = changed) });
  const speak = (ms: number, level = 0.6) => {
    for (let passed = 0; passed < ms; passed += 50) {
      check.level(level);
      timers.advance(50);
    }
  };
  return { timers, check, speak, state: () => state };
}

test('who speaks while muted is told, and it is forgotten after some seconds of silence', () => {
  const { check, speak, state, timers } = checked();
  check.setMicrophone({ sending: false, muted: true });
  speak(100);
  expect(state().speakingWhileMuted).toBe(false);
  speak(600);
  expect(state().speakingWhileMuted).toBe(true);
  timers.advance(3100);
  expect(state().speakingWhileMuted).toBe(false);
});

test('a quiet room is not speech', () => {
  const { check, speak, state } = checked();
  check.setMicrophone({ sending: false, muted: true });
  speak(2000, 0.25);
  expect(state().speakingWhileMuted).toBe(false);
});

test('sound that does not arrive is told after two reports, and taken back when it does', () => {
  const { check, speak, state } = checked();
  check.setMicrophone({ sending: true, muted: false });
  speak(5000);
  check.heard({ packets: 100, audible: false });
  expect(state().soundNotArriving).toBe(false);
  speak(2000);
  check.heard({ packets: 200, audible: false });
  expect(state().soundNotArriving).toBe(true);
  speak(2000);
  check.heard({ packets: 300, audible: true });
  expect(state().soundNotArriving).toBe(false);
});

test('who says nothing is not told that nothing arrives', () => {
  const { check, speak, state } = checked();
  check.setMicrophone({ sending: true, muted: false });
  speak(20_000, 0.1);
  for (const packets of [1, 2, 3]) check.heard({ packets, audible: false });
  expect(state().soundNotArriving).toBe(false);
});
