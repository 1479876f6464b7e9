/** Joins what is about files: their keeping, their pictures, their removal, and what links lead to. */
import { newId } from '@saal/foundation';
import type { Ground } from './create-ground.ts';
import { kindOfFile } from './files/file-kind.ts';
import { MediaFolderOnDisk } from './files/media-folder.ts';
import { LinkPreviews } from './link-previews.ts';
import { Media, type MediaLimits } from './media.ts';
import { MediaSweep } from './media-sweep.ts';
import { fetchPage } from './outbound/fetch-page.ts';
import { ThumbnailDrawer } from './pictures/thumbnailer.ts';
import { PostgresMediaStore } from './postgres/media-store.ts';
import type { Reading } from './reading.ts';

export type MediaWish = MediaLimits & {
  /** Holds the files people send; shared by all servers of a cluster. Made when it is not there. */
  folder: string;
  /** Whether pages that links lead to are fetched and described. */
  previews: boolean;
};

/** @param longestKeptMs after so long no room has a message any more that could name a file; undefined: never */
export function createMedia(wish: MediaWish, longestKeptMs: number | undefined, { db, clock, log }: Ground, reading: Reading) {
  const folder = new MediaFolderOnDisk(wish.folder);
  const store = new PostgresMediaStore(db);
  return {
    media: new Media({
      ...{ store, folder, thumbnailer: new ThumbnailDrawer(), detect: kindOfFile, newId, limits: wish, clock },
      mayReadEvent: (userId, roomId, eventId) => reading.maySee(userId, roomId, eventId),
    }),
    sweep: new MediaSweep({ store, folder, clock, log, longestKeptMs }),
    previews: wish.previews ? new LinkPreviews({ fetch: fetchPage, clock }) : undefined,
  };
}
