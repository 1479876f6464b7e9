/** Waits until `check` gives something true. @throws after 10 s, with what is missing */
export async function eventually<T>(what: string, check: () => T | undefined | false): Promise<T> {
  const untilMs = Date.now() + 10_000;
  for (;;) {
    const value = check();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > untilMs) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
