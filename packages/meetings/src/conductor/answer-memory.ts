const KEPT = 64;

/**
 * The last answers of one device by request: a request repeated after a lost connection is answered again,
 * not done again.
 */
export class AnswerMemory {
  private readonly answers = new Map<string, Promise<unknown>>();

  /** @param work the answer, or rejects with the error to be answered */
  once(id: number, method: string, work: () => Promise<unknown>): Promise<unknown> {
    const key = `${id} ${method}`;
    const known = this.answers.get(key);
    if (known) return known;
    const answer = work();
    this.answers.set(key, answer);
    // What was refused did nothing: asked again, it may go better.
    answer.catch(() => this.answers.delete(key));
    const oldest = this.answers.keys().next();
    if (this.answers.size > KEPT && !oldest.done) this.answers.delete(oldest.value);
    return answer;
  }
}
