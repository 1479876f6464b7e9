import type { WatchedTile } from '@saal/protocol';
import { chooseLayer } from '../layer-choice.ts';
import { limitedLayer, pictureLimits, type PictureLimit } from '../picture-limits.ts';
import type { PeerRoom } from './peer-room.ts';
import type { Wish } from './received-stream.ts';
import type { RoomStream } from './room-stream.ts';

/** The pictures that one device shows, and what is left of them while the worker has too much to do. */
export class WatchedPictures {
  readonly #room: Pick<PeerRoom, 'streams' | 'valveLevel'>;
  readonly #tell: (producerIds: string[]) => void;
  #tiles = new Map<string, WatchedTile>();
  #told: readonly string[] = [];

  /** @param tell all that are watched and held, at each change */
  constructor(room: Pick<PeerRoom, 'streams' | 'valveLevel'>, tell: (producerIds: string[]) => void) {
    this.#room = room;
    this.#tell = tell;
  }

  watch(tiles: readonly WatchedTile[]): void {
    this.#tiles = new Map(tiles.map((tile) => [tile.producerId, tile]));
  }

  /** Whether less is left for other pictures when it comes. */
  competes(stream: RoomStream): boolean {
    return this.#room.valveLevel > 0 && this.#tileOf(stream) !== undefined;
  }

  wishFor(stream: RoomStream): Wish {
    const tile = this.#tileOf(stream);
    if (!tile) return { use: 'rest', layer: undefined, priority: undefined };
    const limit = this.#limits().get(tile.producerId);
    const { priority } = tile;
    if (limit === 'held') return { use: 'rest', layer: undefined, priority };
    return { use: 'run', layer: limitedLayer(chooseLayer(stream.layers, tile), limit), priority };
  }

  /** Until the device has heard that its sender moved, it names the former stream. */
  #tileOf({ id, replaces }: RoomStream): WatchedTile | undefined {
    return this.#tiles.get(id) ?? this.#tiles.get(replaces ?? id);
  }

  tellHeld(): void {
    const held = [...this.#limits()].flatMap(([id, limit]) => (limit === 'held' ? [id] : [])).sort();
    if (held.join() === this.#told.join()) return;
    this.#told = held;
    this.#tell(held);
  }

  /** For a device that may have missed it. */
  repeat(): void {
    this.#tell([...this.#told]);
  }

  #limits(): ReadonlyMap<string, PictureLimit> {
    const level = this.#room.valveLevel;
    if (level === 0) return new Map();
    const pictures = [...this.#tiles.values()].flatMap(({ producerId: id, priority, widthPx, heightPx }) => {
      const source = this.#room.streams.get(id)?.source;
      return source === undefined ? [] : [{ id, isShare: source === 'screen', priority, widthPx, heightPx }];
    });
    return pictureLimits(level, pictures);
  }
}
