import type { RtpParameters, SrtpParameters } from 'mediasoup/types';

/** Where the pipe of a branch listens. */
export interface PipeEnd {
  ip: string;
  port: number;
  /** Only between hosts: there the pipe is encrypted. */
  srtp?: SrtpParameters | undefined;
}

/** A stream as it comes out of a pipe. */
export interface PipedStream {
  kind: 'audio' | 'video';
  rtpParameters: RtpParameters;
}

/** What one branch asks of another. All of it is plain data: branches may be in other processes. */
export interface FarBranch {
  readonly id: string;
  /** On another host. */
  readonly isElsewhere: boolean;
  /** Opens its end of the pipe, connected to `end`. */
  openEnd(from: string, end: PipeEnd): Promise<PipeEnd>;
  /** Makes it lay the pipe. Of two branches the one with the smaller id does, so never both at once. */
  layPipe(from: string): Promise<void>;
  /** Sends the stream into the pipe. @throws {MediaObjectNotFound} it was closed meanwhile */
  sendStream(from: string, streamId: string): Promise<PipedStream>;
  stopStream(from: string, streamId: string): void;
  /** The highest layer taken at `from`; undefined: none. */
  wantLayer(from: string, streamId: string, layer: number | undefined): void;
}
