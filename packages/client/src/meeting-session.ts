/**
 * One person's stay in one meeting on this device. `meeting.join` is the one way in and the one way back: after a lost
 * connection, a reload and a restart of the server; it tells the whole state, so nothing missed matters.
 */
import { WIRE_VERSION } from '@saal/protocol';
import type { AnyEvent, DeviceId, EventData, JoinResult, Method, RequestInput, RequestResult, Snapshot, WireError } from '@saal/protocol';
import { Connection, type Ask, type ClosedFor } from './connection.ts';
import { endings, passing } from './join-answers.ts';
import { isMediaEvent } from './media-event.ts';
import { MeetingCommands } from './meeting-commands.ts';
import { OwnMedia } from './media-session.ts';
import { completeChange, completeSnapshot } from './older-servers.ts';
import type { ConnectionState, MeetingSession, MeetingSessionState, SessionNotice } from './model.ts';
import { RequestFailed, toWireError } from './request-failed.ts';
import { applyChanged, applySpeaking, sorted } from './roster.ts';
import type { SessionOptions } from './session-options.ts';
import { ValueModel } from './value-model.ts';

/** A server that cannot be reached at all is told after this long; it is not tried any more. */
const firstConnectionWithinMs = 30_000;
const leaveWithinMs = 1500;

export class OwnStay extends MeetingCommands implements MeetingSession {
  readonly media: OwnMedia;
  readonly #options: SessionOptions;
  readonly #state = new ValueModel<MeetingSessionState>({ phase: 'connecting' });
  readonly #noticeListeners = new Set<(notice: SessionNotice) => void>();
  #connection: Connection | undefined;
  #connectionState: ConnectionState = 'reconnecting';
  #cancelPatience: (() => void) | undefined;
  #deviceId: DeviceId;
  #deviceRenewed = false;
  #identityRenewed = false;
  #everIn = false;
  #noticeId = 0;
  #disposed = false;

  constructor(options: SessionOptions) {
    super();
    this.#options = options;
    this.#deviceId = options.deviceId;
    this.media = new OwnMedia({
      ...options,
      ask: (method, data) => this.ask(method, data),
      signalling: () => this.#connection?.connected === true,
    });
    this.#cancelPatience = options.timers.after(firstConnectionWithinMs, () =>
      this.#fail({ code: 'not_ready', message: 'the server could not be reached' }),
    );
    void this.#begin();
  }

  get(): MeetingSessionState {
    return this.#state.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#state.subscribe(listener);
  }

  onNotice(listener: (notice: SessionNotice) => void): () => void {
    this.#noticeListeners.add(listener);
    return () => this.#noticeListeners.delete(listener);
  }

  async leave(): Promise<void> {
    if (this.#disposed) return;
    // A lost connection does not keep anybody in: the server takes a silent device out by itself.
    const told = this.ask('meeting.leave', {}).then(
      () => undefined,
      () => undefined,
    );
    await Promise.race([told, new Promise<void>((resolve) => this.#options.timers.after(leaveWithinMs, resolve))]);
    this.#gone({ reason: 'left' });
  }

  async end(): Promise<void> {
    try {
      await this.do('meeting.end', {});
    } catch (error) {
      // That it is over may be told before the answer comes.
      const state = this.#state.get();
      if (state.phase !== 'gone' || state.reason !== 'ended') throw error;
    }
  }

  /** Away: microphone and camera go off here at once, and stay off until the person turns them on again. */
  async setAway(away: boolean): Promise<void> {
    if (away) await this.#fallSilent();
    await this.do('meeting.set-away', { away });
  }

  /** Behind the stage and back: one changes sides with microphone and camera off, so that nothing is heard on the wrong one. */
  async setBackstage(backstage: boolean): Promise<void> {
    await this.#fallSilent();
    await this.do('meeting.set-backstage', { backstage });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#cancelPatience?.();
    this.media.close();
    this.#connection?.close();
  }

  protected ask<M extends Method>(method: M, data: RequestInput<M>): Promise<RequestResult<M>> {
    if (this.#connection === undefined)
      return Promise.reject(new RequestFailed({ code: 'not_a_participant', message: 'not connected yet' }));
    return this.#connection.request(method, data);
  }

  async #fallSilent(): Promise<void> {
    await Promise.all([this.media.setMicrophone(false), this.media.setCamera(false)]);
  }

  async #begin(): Promise<void> {
    try {
      await this.#options.ensureIdentity();
    } catch (error) {
      this.#fail(toWireError(error));
      return;
    }
    if (this.#disposed) return;
    this.#connect();
  }

  #connect(): void {
    const { url, openSocket, timers, random, watchNetwork } = this.#options;
    this.#connection = new Connection({
      url,
      openSocket,
      timers,
      random,
      watchNetwork,
      greet: (ask) => this.#join(ask),
      onEvent: (event) => this.#received(event),
      onStateChanged: (state) => this.#connectionChanged(state),
      onClosed: (reason) => this.#connectionClosed(reason),
      probe: () => ({ method: 'media.report-quality', data: this.media.get().quality }),
    });
  }

  async #join(ask: Ask): Promise<void> {
    const { meetingId, name, passcode } = this.#options;
    const epoch = this.media.epoch;
    let result: JoinResult;
    try {
      result = await ask('meeting.join', {
        wireVersion: WIRE_VERSION,
        meetingId,
        deviceId: this.#deviceId,
        ...(name === undefined ? {} : { name }),
        ...(passcode === undefined ? {} : { passcode }),
        ...(epoch === undefined ? {} : { mediaEpoch: epoch }),
      });
    } catch (error) {
      if (error instanceof RequestFailed && error.code === 'conflict' && !this.#deviceRenewed) {
        // This tab was used by somebody else before (another sign-in): it is another device now.
        this.#deviceRenewed = true;
        this.#deviceId = this.#options.renewDeviceId();
      } else if (error instanceof RequestFailed && !passing.has(error.code)) this.#refused(error.error);
      throw error;
    }
    this.#cancelPatience?.();
    if (result.state === 'waiting') {
      this.media.suspend();
      this.#state.set({ phase: 'waiting', lobby: result.lobby, connection: 'connected' });
      return;
    }
    const snapshot = sorted(completeSnapshot(result.snapshot));
    if (!this.#everIn) this.media.watch(this.#options.expectPictures?.(snapshot) ?? []);
    this.#everIn = true;
    this.#entered(snapshot, result.media);
  }

  #entered(snapshot: Snapshot, media: Extract<JoinResult, { state: 'joined' }>['media']): void {
    if (!media.kept) {
      // Unanswered requests speak of transports and producers that are no more.
      this.#connection?.refusePending((method) => method.startsWith('media.'), {
        code: 'media_epoch_over',
        message: 'the media room is another one',
      });
    }
    this.media.setPeople(snapshot.participants);
    this.#state.set({ phase: 'in', snapshot, connection: 'connected' });
    this.media.setCompanion(snapshot.me.companion);
    const mine = snapshot.participants.find((participant) => participant.id === snapshot.me.participantId);
    const own = mine?.streams.filter((stream) => stream.deviceId === snapshot.me.deviceId) ?? [];
    const sent = new Set(snapshot.participants.flatMap((participant) => participant.streams.map((stream) => stream.producerId)));
    void this.media.joined(media, own, sent);
  }

  #received(event: AnyEvent): void {
    if (isMediaEvent(event)) {
      this.media.handle(event);
      return;
    }
    switch (event.type) {
      case 'meeting.changed':
        this.#update((snapshot) => applyChanged(snapshot, completeChange(event.data)));
        if (event.data.me !== undefined) this.media.setCompanion(event.data.me.companion);
        return;
      case 'meeting.speaking':
        this.#update((snapshot) => applySpeaking(snapshot, event.data));
        return;
      case 'meeting.reaction':
        this.#notify({ kind: 'reaction', ...event.data });
        return;
      case 'meeting.reactions':
        this.#notify({ kind: 'reactions', reactions: event.data.counts });
        return;
      case 'meeting.notice':
        this.#notify(event.data);
        return;
      case 'meeting.backstage-note':
        this.#notify({ kind: 'backstage-note', ...event.data });
        return;
      case 'lobby.changed':
        if (this.#state.get().phase === 'waiting') this.#state.set({ phase: 'waiting', lobby: event.data, connection: 'connected' });
        return;
      case 'lobby.admitted':
        void this.#joinAgain();
        return;
      case 'meeting.gone':
        this.#gone(event.data);
    }
  }

  async #joinAgain(): Promise<void> {
    try {
      await this.#join((method, data) => this.ask(method, data));
    } catch {
      // Refused: told already. No answer: a new connection joins anew.
      this.#connection?.reconnect();
    }
  }

  #update(change: (snapshot: Snapshot) => Snapshot): void {
    const state = this.#state.get();
    if (state.phase !== 'in') return;
    const snapshot = change(state.snapshot);
    if (snapshot.participants !== state.snapshot.participants) this.media.setPeople(snapshot.participants);
    this.#state.set({ ...state, snapshot });
  }

  #notify(notice: Omit<SessionNotice, 'id'>): void {
    this.#noticeId += 1;
    const whole = { id: this.#noticeId, ...notice };
    for (const listener of [...this.#noticeListeners]) listener(whole);
  }

  #connectionChanged(connection: ConnectionState): void {
    this.#connectionState = connection;
    const state = this.#state.get();
    if (state.phase === 'in' || state.phase === 'waiting') this.#state.set({ ...state, connection: this.#connectionState });
  }

  #connectionClosed(reason: ClosedFor): void {
    if (this.#disposed || reason === 'disposed') return;
    if (reason === 'replaced') {
      this.#gone({ reason: 'replaced' });
    } else if (this.#identityRenewed) {
      this.#fail({ code: 'not_signed_in', message: 'the server does not know this browser' });
    } else {
      // The session or the guest's cookie has run out: once with a new one.
      this.#identityRenewed = true;
      void this.#begin();
    }
  }

  #refused(error: WireError): void {
    const reason = endings[error.code];
    if (this.#everIn && reason !== undefined) this.#gone({ reason });
    else this.#fail(error);
  }

  #gone({ reason, byName, lobby }: EventData<'meeting.gone'>): void {
    if (reason === 'sent-back' && lobby !== undefined) {
      this.media.suspend();
      this.#state.set({ phase: 'waiting', lobby, connection: this.#connectionState });
      return;
    }
    this.#finish({ phase: 'gone', reason, ...(byName === undefined ? {} : { byName }) });
  }

  #fail(error: WireError): void {
    this.#finish({ phase: 'failed', error });
  }

  #finish(state: MeetingSessionState): void {
    const { phase } = this.#state.get();
    if (phase !== 'gone' && phase !== 'failed') this.#state.set(state);
    this.dispose();
  }
}
