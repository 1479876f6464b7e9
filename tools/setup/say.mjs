// @ts-check
// What the set-up tells somebody at a terminal: one line a step, and one line when it cannot go on.

/** The set-up cannot go on, and the reader can do something about it. */
export class SetupFailed extends Error {
  /**
   * @param {string} what went wrong
   * @param {string} remedy what to do about it
   */
  constructor(what, remedy) {
    super(`${what}. ${remedy}.`);
    this.name = 'SetupFailed';
  }
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`saal: ${line}\n`);
}

/**
 * Runs one long step and says how long it has been going on, every 15 s.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @param {() => string} progress
 * @returns {Promise<T>}
 */
export async function step(what, work, progress = () => '') {
  const startedMs = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  say(`${what} ...`);
  const timer = setInterval(() => say(`  ${seconds()} ${progress()}`.trimEnd()), 15_000);
  try {
    const result = await work();
    say(`  done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
