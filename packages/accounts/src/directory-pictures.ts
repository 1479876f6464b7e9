/** Pictures that the directory has of people: shown of those who chose none themselves. */
import type { PersonId } from '@saal/protocol';
import type { DirectoryEntry, DirectoryFault } from './directory-plan.ts';
import type { DirectorySource, DirectoryStore } from './directory-ports.ts';
import { PictureInvalid } from './errors.ts';
import { cleanPicture } from './picture.ts';
import type { PictureStore, Secrets } from './ports.ts';

/** As many are held at once: 25,000 pictures are no small thing. */
const TOGETHER = 50;

export interface DirectoryPicturesParts {
  source: Pick<DirectorySource, 'pictures'>;
  store: Pick<DirectoryStore, 'pictureless' | 'notePictures'>;
  pictures: PictureStore;
  secrets: Secrets;
}

export class DirectoryPictures {
  readonly #o: DirectoryPicturesParts;

  constructor(o: DirectoryPicturesParts) {
    this.#o = o;
  }

  /**
   * Fetches those of entries that changed since their picture was looked at last. That is noted after each batch: what breaks off goes
   * on with the next reading.
   */
  async follow(entries: readonly DirectoryEntry[], faults: DirectoryFault[]): Promise<void> {
    const stamps = new Map(entries.flatMap(({ stableId, pictureStamp }) => (pictureStamp ? [[stableId, pictureStamp] as const] : [])));
    if (stamps.size === 0) return;
    const emails = new Map(entries.map(({ stableId, email }) => [stableId, email]));
    const stale = await this.#o.store.pictureless(stamps);
    for (let from = 0; from < stale.length; from += TOGETHER) {
      const batch = stale.slice(from, from + TOGETHER);
      const files = await this.#o.source.pictures(batch.map(({ stableId }) => stableId));
      for (const { stableId, personId } of batch) await this.#keep(personId, files.get(stableId), emails.get(stableId) ?? stableId, faults);
      await this.#o.store.notePictures(new Map(batch.map(({ stableId }) => [stableId, stamps.get(stableId) ?? ''])));
    }
  }

  async #keep(personId: PersonId, file: Uint8Array | undefined, name: string, faults: DirectoryFault[]): Promise<void> {
    const { pictures, secrets } = this.#o;
    if (file === undefined) return pictures.putGiven(personId, undefined);
    try {
      const hash = secrets.hash(Buffer.from(file).toString('base64'));
      await pictures.putGiven(personId, { ...cleanPicture(file), hash, version: secrets.newId() });
    } catch (error) {
      if (!(error instanceof PictureInvalid)) throw error;
      faults.push({ entry: name, reason: 'picture-invalid' });
    }
  }
}
