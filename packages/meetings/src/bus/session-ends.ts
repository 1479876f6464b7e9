import type { SessionEnded } from '@saal/accounts';
import type { Bus, Subscription } from '@saal/foundation';
import { SessionEndedThere, sessionEndedSubject } from './subjects.ts';

type Listener = (ended: SessionEnded) => void;

/** Signing out on one server ends the stays on all: tells the others what ended here, and here what ended there. */
export class SessionEnds {
  private readonly listeners = new Set<Listener>();
  private readonly subscription: Subscription;
  private readonly stopListening: () => void;

  constructor(options: { bus: Bus; server: string; accounts: { onSessionEnded(listener: Listener): () => void } }) {
    const { bus, server, accounts } = options;
    this.stopListening = accounts.onSessionEnded((ended) => {
      bus.publish(sessionEndedSubject, { server, ...ended });
      this.tell(ended);
    });
    this.subscription = bus.subscribe(sessionEndedSubject, (payload) => {
      const { server: where, personId, sessionId } = SessionEndedThere.parse(payload);
      if (where !== server) this.tell({ personId, ...(sessionId === undefined ? {} : { sessionId }) });
    });
  }

  /** @returns ends the listening */
  onSessionEnded(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(ended: SessionEnded): void {
    for (const listener of this.listeners) listener(ended);
  }

  close(): void {
    this.stopListening();
    this.subscription.close();
  }
}
