/** From the bytes of a client to a checked frame; whatever comes, the answer is a value (M12, C10). */
import { RequestFrame } from '@saal/protocol';
import { z } from 'zod';

/** Deeper than any message of ours. */
const MAX_DEPTH = 32;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const WithId = z.object({
  id: z
    .int()
    .min(1)
    .max(2 ** 31),
});

/** `id` where it can be told whom the refusal answers. */
export type ReadFrame = { ok: true; frame: RequestFrame } | { ok: false; problem: string; id: number | undefined };

export function readFrame(text: string): ReadFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not JSON', id: undefined };
  }
  const problem = oddityOf(value);
  const id = WithId.safeParse(value).data?.id;
  if (problem) return { ok: false, problem, id };
  const frame = RequestFrame.safeParse(value);
  return frame.success ? { ok: true, frame: frame.data } : { ok: false, problem: 'not a request frame', id };
}

/** Nesting and keys that only somebody sends who looks for holes. Walks without recursion. */
function oddityOf(root: unknown): string | undefined {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return 'nested too deeply';
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [key, inner] of Object.entries(value)) {
        if (!Array.isArray(value) && forbiddenKeys.has(key)) return 'forbidden key';
        if (typeof inner === 'object' && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return undefined;
}
