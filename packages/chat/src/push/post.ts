/** One request to a service of others; what it answers is read only in part, and it leads nowhere else. */
const PATIENCE_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface PostAnswer {
  /** 0: there was none. */
  status: number;
  text: string;
  error: unknown;
}

export async function post(url: string, headers: Record<string, string>, body: Buffer | string): Promise<PostAnswer> {
  try {
    const sent = typeof body === 'string' ? body : new Uint8Array(body);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: 'POST', headers, body: sent, redirect: 'manual', signal });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_ANSWER_BYTES) break;
    }
    return { status: response.status, text, error: undefined };
  } catch (error) {
    return { status: 0, text: '', error };
  }
}
