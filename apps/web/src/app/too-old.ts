import german from '../i18n/de/common.json' with { type: 'json' };
import english from '../i18n/en/common.json' with { type: 'json' };

/** Says it in both languages, without anything an old browser might not know. */
export function showTooOld(root: HTMLElement): void {
  const part = (language: string, words: { title: string; text: string }): HTMLElement => {
    const section = document.createElement('section');
    section.lang = language;
    const title = document.createElement('h1');
    title.textContent = words.title;
    const text = document.createElement('p');
    text.textContent = words.text;
    section.append(title, text);
    return section;
  };
  const main = document.createElement('main');
  main.append(part('de', german.tooOld), part('en', english.tooOld));
  root.replaceChildren(main);
}
