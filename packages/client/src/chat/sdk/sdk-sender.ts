/** Sends by the Matrix library, which seals what goes into encrypted rooms. */
import { EventStatus, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import { ChatFailed } from '../chat-failed.ts';
import { uploadFile } from './files.ts';
import type { Outgoing, OutgoingFile, Sender } from './send-queue.ts';

export class SdkSender implements Sender {
  readonly #client: MatrixClient;
  /** Resolves when an encrypted room may be written to. */
  readonly #readyFor: (roomId: string) => Promise<void>;

  constructor(client: MatrixClient, readyFor: (roomId: string) => Promise<void>) {
    this.#client = client;
    this.#readyFor = readyFor;
  }

  async send(entry: Outgoing): Promise<string> {
    await this.#readyFor(entry.roomId);
    const room = this.#client.getRoom(entry.roomId);
    const pending = this.#pending(entry);
    if (room && pending?.status === EventStatus.NOT_SENT) return idOf(await this.#client.resendEvent(pending, room));
    const { roomId, threadRoot, type, content, transactionId } = entry;
    // The library types only the events it knows itself.
    return idOf(await this.#client.sendEvent(roomId, threadRoot ?? null, type as never, content as never, transactionId));
  }

  async upload(
    { roomId }: Outgoing,
    file: OutgoingFile,
    progress: (ratio: number) => void,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    await this.#readyFor(roomId);
    const sealed = this.#client.getRoom(roomId)?.hasEncryptionStateEvent() === true;
    return uploadFile(this.#client, file, { sealed, progress, signal });
  }

  forget(entry: Outgoing): void {
    const pending = this.#pending(entry);
    if (pending?.status === EventStatus.NOT_SENT || pending?.status === EventStatus.ENCRYPTING) this.#client.cancelPendingEvent(pending);
  }

  #pending({ roomId, transactionId }: Outgoing): MatrixEvent | undefined {
    const room = this.#client.getRoom(roomId);
    return room?.getPendingEvents().find((event) => event.getTxnId() === transactionId);
  }
}

/** The library answers without an id when it was told to forget. */
function idOf({ event_id: eventId }: { event_id?: string }): string {
  if (eventId === undefined) throw new ChatFailed('aborted', 'taken back');
  return eventId;
}
