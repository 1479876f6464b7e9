/** What is used of a WebSocket: the browser's and that of the `ws` package both fit. */
export interface WebSocketLike {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
}

/** Opens a connection; a program without a browser gives its cookie and Origin here. */
export type OpenSocket = (url: string) => WebSocketLike;

export const openBrowserSocket: OpenSocket = (url) => new WebSocket(url);
