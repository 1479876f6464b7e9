/** Comparing emoji: with another device of one's own, or with another person. One at a time. */
import type { MatrixClient } from 'matrix-js-sdk';
import {
  CryptoEvent,
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
  type ShowSasCallbacks,
  type VerificationRequest,
  type Verifier,
} from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { Verification } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { ChatFailed } from '../chat-failed.ts';
import { personOf } from './people.ts';
import { translated } from './translated.ts';

const EMOJI = 'm.sas.v1';

export class Verifying {
  readonly model = new ValueModel<Verification | undefined>(undefined);
  readonly #client: MatrixClient;
  readonly #done: () => void;
  #request: VerificationRequest | undefined;
  #verifier: Verifier | undefined;
  #sas: ShowSasCallbacks | undefined;
  #accepted = false;

  /** @param done a comparison ended well */
  constructor(client: MatrixClient, done: () => void) {
    this.#client = client;
    this.#done = done;
    client.on(CryptoEvent.VerificationRequestReceived, this.#received);
  }

  /** Asks one's other devices. @param deviceId only this one @throws {ChatFailed} */
  async start(deviceId?: string): Promise<void> {
    const crypto = this.#client.getCrypto();
    if (!crypto) throw new ChatFailed('no_encryption', 'this browser cannot encrypt');
    const asking =
      deviceId === undefined
        ? crypto.requestOwnUserVerification()
        : crypto.requestDeviceVerification(this.#client.getSafeUserId(), deviceId);
    const request = await translated(asking);
    this.#accepted = true;
    this.#follow(request);
  }

  /** @throws {ChatFailed} */
  async answer(answer: 'accept' | 'match' | 'differ' | 'cancel'): Promise<void> {
    if (answer === 'accept' && this.#request) {
      this.#accepted = true;
      this.model.set({ phase: 'waiting' });
      await translated(this.#request.accept());
    }
    if (answer === 'match' && this.#sas) {
      this.model.set({ phase: 'waiting' });
      await translated(this.#sas.confirm());
    }
    if (answer === 'differ') this.#sas?.mismatch();
    if (answer === 'cancel') await this.#cancel();
  }

  close(): void {
    this.#client.off(CryptoEvent.VerificationRequestReceived, this.#received);
    this.#unfollow();
  }

  readonly #received = (request: VerificationRequest): void => {
    if (this.#request?.pending) return; // one at a time; the other side sees that nobody answers
    this.#accepted = false;
    this.#follow(request);
  };

  #follow(request: VerificationRequest): void {
    this.#unfollow();
    this.#request = request;
    request.on(VerificationRequestEvent.Change, this.#changed);
    this.#changed();
  }

  #unfollow(): void {
    this.#request?.off(VerificationRequestEvent.Change, this.#changed);
    this.#verifier?.off(VerifierEvent.ShowSas, this.#show);
    this.#request = undefined;
    this.#verifier = undefined;
    this.#sas = undefined;
  }

  async #cancel(): Promise<void> {
    const request = this.#request;
    this.#unfollow();
    this.model.set(undefined);
    if (request?.pending) await translated(request.cancel());
  }

  readonly #changed = (): void => {
    const request = this.#request;
    if (!request) return;
    switch (request.phase) {
      case VerificationPhase.Requested:
      case VerificationPhase.Unsent:
        this.model.set(this.#accepted ? { phase: 'waiting' } : this.#asked(request));
        return;
      case VerificationPhase.Ready:
        this.model.set({ phase: 'waiting' });
        // Who asked begins, so that not both do.
        if (request.initiatedByMe && !this.#verifier) void this.#begin(request.startVerification(EMOJI));
        return;
      case VerificationPhase.Started:
        if (request.verifier && !this.#verifier) void this.#begin(Promise.resolve(request.verifier));
        return;
      case VerificationPhase.Cancelled:
        this.#unfollow();
        this.model.set({ phase: 'cancelled', reason: request.cancellationCode ?? '' });
        return;
      case VerificationPhase.Done:
        this.#unfollow();
        this.model.set({ phase: 'done' });
        this.#done();
    }
  };

  #asked(request: VerificationRequest): Verification {
    const { displayName } = personOf(this.#client, request.otherUserId);
    return { phase: 'asked', byName: displayName, isOwnDevice: request.isSelfVerification };
  }

  async #begin(starting: Promise<Verifier>): Promise<void> {
    try {
      const verifier = await starting;
      if (this.#verifier) return;
      this.#verifier = verifier;
      verifier.on(VerifierEvent.ShowSas, this.#show);
      const shown = verifier.getShowSasCallbacks();
      if (shown) this.#show(shown);
      await verifier.verify();
    } catch {
      // The request tells it too, as cancelled, with the reason of the other side.
      this.#changed();
    }
  }

  readonly #show = (sas: ShowSasCallbacks): void => {
    this.#sas = sas;
    this.model.set({ phase: 'compare', emoji: (sas.sas.emoji ?? []).map(([symbol, name]) => ({ symbol, name })) });
  };
}
