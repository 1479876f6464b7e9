import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './campaigns.module.css';

const drawnTags = new Set(['table', 'tbody', 'tr', 'td', 'p', 'br', 'span']);
const keptAttributes = ['role', 'width', 'align', 'cellpadding', 'cellspacing', 'border', 'lang'];

/**
 * A letter as mail programs show it. Its own elements and styles are drawn anew: our pages run no style and load nothing that comes as
 * text (CSP), and nothing in a preview is to be pressed.
 */
export function LetterPreview({ html }: { html: string }) {
  const { t } = useTranslation('campaigns');
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const letter = new DOMParser().parseFromString(html, 'text/html');
    sheet.current?.replaceChildren(...[...letter.body.childNodes].map(drawn));
  }, [html]);
  return <div ref={sheet} role="group" aria-label={t('message.preview')} className={styles.letter} />;
}

function drawn(node: Node): Node {
  if (!(node instanceof Element) && !(node instanceof HTMLElement)) return document.createTextNode(node.textContent ?? '');
  const tag = node.tagName.toLowerCase();
  // A heading of the letter is none of the page's.
  const element = document.createElement(tag === 'h1' ? 'p' : drawnTags.has(tag) ? tag : 'span');
  for (const name of keptAttributes) {
    const value = node.getAttribute(name);
    if (value !== null) element.setAttribute(name, value);
  }
  element.style.cssText = node.getAttribute('style') ?? '';
  element.append(...[...node.childNodes].map(drawn));
  return element;
}
