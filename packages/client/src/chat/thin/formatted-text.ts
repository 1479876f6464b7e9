/** Formatted text of others. What makes it harmless is loaded when there is some: most meetings have none. */
import { recordIn, textIn } from './room-event.ts';

type SafeHtml = (html: string) => string | undefined;

export class FormattedText {
  readonly #load: () => Promise<SafeHtml>;
  readonly #loaded: () => void;
  readonly #made = new WeakMap<object, string>();
  #safe: SafeHtml | undefined;
  #isLoading = false;

  /** @param loaded there is more to be shown than before */
  constructor(loaded: () => void, load: () => Promise<SafeHtml> = async () => (await import('../safe-html.ts')).safeHtml) {
    this.#loaded = loaded;
    this.#load = load;
  }

  /** @returns undefined: the plain words are shown, at least for now */
  of = (content: Record<string, unknown>): string | undefined => {
    const html = content['format'] === 'org.matrix.custom.html' ? textIn(content, 'formatted_body') : undefined;
    if (html === undefined) return undefined;
    const known = this.#made.get(content);
    if (known !== undefined) return known;
    if (!this.#safe) {
      this.#begin();
      return undefined;
    }
    const isAnswer = recordIn(content, 'm.relates_to') !== undefined;
    const made = this.#safe(isAnswer ? html.replace(/<mx-reply>.*?<\/mx-reply>/s, '') : html);
    if (made !== undefined) this.#made.set(content, made);
    return made;
  };

  #begin(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#load().then(
      (safe) => {
        this.#safe = safe;
        this.#loaded();
      },
      () => (this.#isLoading = false), // Asked for again with the next news; the words are there.
    );
  }
}
