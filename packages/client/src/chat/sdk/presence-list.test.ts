import { expect, test } from 'vitest';
import { presenceOf } from './presence-list.ts';

test.each([
  [{ presence: 'online' }, { state: 'available' }],
  [{ presence: 'unavailable', status_msg: '' }, { state: 'away' }],
  [
    { presence: 'online', 'eu.saal.doing': 'meeting', status_msg: 'Rat' },
    { state: 'meeting', text: 'Rat' },
  ],
  [{ presence: 'unavailable', 'eu.saal.doing': 'dnd' }, { state: 'dnd' }],
  [{ presence: 'online', 'eu.saal.doing': 'else' }, { state: 'available' }],
  [{ presence: 'offline', 'eu.saal.doing': 'busy', status_msg: 'Rat' }, undefined],
])('%j is %j', (content, presence) => {
  expect(presenceOf(content)).toEqual(presence);
});
