/** What is held of people and their devices, and who tells that it is outdated. */
import type { Clock } from '@saal/foundation/pure';
import type { DeviceRecord } from './devices.ts';
import { KeptAnswers } from './kept-answers.ts';
import type { IgnoredOf } from './postgres/ignored-store.ts';
import type { KeyCounts } from './postgres/key-store.ts';
import type { NewsListener } from './postgres/news-listener.ts';

/** Servers tell each other; should one ever not, it lasts no longer. */
const TOKEN_MS = 20_000;
const KEY_COUNT_MS = 60_000;
const IGNORED_MS = 60_000;

export function keptAnswers(news: NewsListener, clock: Clock) {
  const tokens = new KeptAnswers<DeviceRecord | undefined>(clock, TOKEN_MS);
  const keyCounts = new KeptAnswers<KeyCounts>(clock, KEY_COUNT_MS);
  const ignored = new KeptAnswers<IgnoredOf>(clock, IGNORED_MS);
  news.onOutdated = ({ people = [] }) => {
    tokens.forget(people);
    keyCounts.forget(people);
    ignored.forget(people);
  };
  const listening = (isListening: boolean): void => {
    tokens.listening(isListening);
    keyCounts.listening(isListening);
    ignored.listening(isListening);
  };
  news.onListening = listening;
  listening(news.isListening);
  return { tokens, keyCounts, ignored };
}
