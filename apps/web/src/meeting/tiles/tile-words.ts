/** The name of a tile as screen readers say it: who, then what one cannot see (X05). */
import { cameraOf } from '@saal/client';
import type { ParticipantView } from '@saal/protocol';
import type { TFunction } from 'i18next';
import { isSpeakable } from '../view/scene.ts';

export type TileState = {
  person: ParticipantView;
  self: boolean;
  speaking: boolean;
  hand: number | undefined;
  pinned: 'own' | 'all' | undefined;
};

/** Only a bad connection is told, with whose network it is. */
export function badConnection(person: ParticipantView, t: TFunction<'meeting'>): string | undefined {
  return person.quality.level === 1 ? t(`tile.quality.${person.quality.reason}`, { name: person.name }) : undefined;
}

export function tileName({ person, self, speaking, hand, pinned, held }: TileState & { held: boolean }, t: TFunction<'meeting'>): string {
  return [
    self ? t('you', { name: person.name }) : person.name,
    person.backstage === true && t('backstage.there'),
    speaking && t('tile.speaking'),
    isSpeakable(person) ? t('tile.microphoneOn') : t('tile.microphoneOff'),
    cameraOf(person) && t('tile.cameraOn'),
    person.streams.some((stream) => stream.source === 'screen') && t('tile.sharing'),
    hand !== undefined && t('tile.hand', { number: hand }),
    pinned === 'own' && t('tile.pinned'),
    pinned === 'all' && t('tile.pinnedForAll'),
    person.presence === 'away' && t('tile.away'),
    person.presence === 'reconnecting' && t('tile.reconnecting'),
    badConnection(person, t),
    held && t('tile.held'),
  ]
    .filter(Boolean)
    .join(', ');
}
