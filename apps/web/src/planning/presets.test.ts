import { defaultSettings } from '@saal/protocol';
import { expect, test } from 'vitest';
import { fittingSize, presetNames, presetOf, presets, withPreset } from './presets.ts';

test('each preset is recognised, and anything else is an own choice', () => {
  for (const name of presetNames) expect(presetOf(presets[name])).toBe(name);
  expect(presetOf({ ...defaultSettings, mayChat: 'hosts' })).toBe('own');
});

test('guests wait in the lobby in every preset', () => {
  for (const name of presetNames) expect(presets[name].lobbyBypass).not.toBe('everyone');
});

test('the size of a meeting is chosen beside the preset and outlives another one', () => {
  const event = { ...defaultSettings, size: 'event' as const, stageSeats: 24 };
  expect(presetOf(event)).toBe('talk');
  expect(withPreset(event, 'confidential')).toMatchObject({ size: 'event', stageSeats: 24, lobbyBypass: 'nobody' });
});

test('whoever is brought on the stage of what was a lecture may speak there', () => {
  expect(fittingSize({ ...presets.lecture, size: 'stage' })).toMatchObject({ size: 'stage', maySpeak: 'everyone' });
  expect(fittingSize(presets.lecture)).toBe(presets.lecture);
});
