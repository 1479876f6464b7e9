/** Comma-separated values by RFC 4180, with the semicolon that German spreadsheets expect. Pure. */

/** A spreadsheet takes these for the beginning of a formula, which may send its neighbours' content elsewhere. */
const formula = /^[=+\-@\t\r]/;

/** @returns lines ended by CRLF, without a byte order mark */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = formula.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
