import { tableOf } from './markdown-edit.ts';

/** Cells on the clipboard as a table in Markdown; undefined where there are none. */
export function pastedTable(data: DataTransfer): string | undefined {
  const html = data.getData('text/html');
  if (html.includes('<table')) {
    // Parsed without being shown: nothing in it runs or is fetched.
    const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
    if (table) return tableOf([...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)));
  }
  const plain = data.getData('text/plain').trimEnd();
  const lines = plain.split(/\r?\n/);
  return lines.length > 1 && lines.every((line) => line.includes('\t')) ? tableOf(lines.map((line) => line.split('\t'))) : undefined;
}

/** Files of a paste or drop. A picture that office programs put beside a table is not meant as a file. */
export function pastedFiles(data: DataTransfer): File[] {
  return data.getData('text/html').includes('<table') ? [] : [...data.files];
}
