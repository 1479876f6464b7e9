import { getI18n } from 'react-i18next';

/**
 * A page together with the catalogues it begins with. Asked for only when it is drawn they would cost it a second wait: what was waited
 * for, React shows no sooner than 300 ms after it began to say "loading".
 */
export async function withWords<Page>(page: Promise<Page>, ...namespaces: readonly string[]): Promise<Page> {
  const [loaded] = await Promise.all([page, getI18n().loadNamespaces([...namespaces])]);
  return loaded;
}
