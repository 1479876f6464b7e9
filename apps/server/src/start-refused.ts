/** The server cannot start, and somebody at a terminal can do something about it: one line that says what and how. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  readonly remedy: string;
  constructor(what: string, remedy: string, options?: { cause?: unknown }) {
    super(what, options);
    this.remedy = remedy;
  }
}
