import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A path over UDP that loses media on the way from a server to one client: every so-many-th packet. */
export class LossyRelay {
  readonly #near: Socket;
  readonly #far: Socket;
  #client = 0;
  #server = 0;
  #media = 0;
  dropped = 0;

  private constructor(dropOneIn: number, near: Socket, far: Socket) {
    this.#near = near;
    this.#far = far;
    near.on('message', (packet, { port }) => {
      this.#client = port;
      far.send(packet, this.#server, '127.0.0.1');
    });
    far.on('message', (packet) => {
      // RTP, and neither RTCP, STUN nor DTLS (RFC 7983, RFC 5761).
      const [first = 0, second = 0] = packet;
      const isMedia = first >= 128 && first < 192 && (second < 192 || second > 223);
      if (isMedia && ++this.#media % dropOneIn === 0) this.dropped++;
      else near.send(packet, this.#client, '127.0.0.1');
    });
  }

  static async open(dropOneIn: number): Promise<LossyRelay> {
    const [near, far] = [createSocket('udp4'), createSocket('udp4')];
    for (const socket of [near, far]) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
    }
    return new LossyRelay(dropOneIn, near, far);
  }

  /** @returns the port that leads there */
  leadTo(serverPort: number): number {
    this.#server = serverPort;
    return this.#near.address().port;
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }
}
