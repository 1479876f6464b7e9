/** Polls in chat. */
export interface Poll {
  question: string;
  answers: readonly PollAnswer[];
  /** How many answers one may give. */
  maxChoices: number;
  /** Counts are told while it runs; else when it has ended. */
  isOpen: boolean;
  hasEnded: boolean;
  /** How many people have voted; undefined while votes are being fetched. */
  voterCount?: number;
  mayVote: boolean;
  mayEnd: boolean;
}

export interface PollAnswer {
  id: string;
  text: string;
  isOwn: boolean;
  /** Undefined: not told (yet). */
  count?: number;
}

export interface NewPoll {
  question: string;
  /** 2 to 20. */
  answers: readonly string[];
  maxChoices: number;
  isOpen: boolean;
}

export interface Polls {
  start(poll: NewPoll): Promise<void>;
  /** In place of what this person said before. @param answerIds none: the vote is taken back */
  vote(eventId: string, answerIds: readonly string[]): Promise<void>;
  end(eventId: string): Promise<void>;
}
