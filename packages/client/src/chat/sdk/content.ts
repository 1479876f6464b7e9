/** What other clients wrote is looked at before it is taken for anything. Pure. */
export type Content = Record<string, unknown>;

export function isObject(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && value >= 0 ? value : undefined);
