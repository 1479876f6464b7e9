import { PassThrough, type Readable } from 'node:stream';

/** What `begin` said no to: nothing of it went out. */
export class NotBegun extends Error {}

/** A message that asks, when its first byte is wanted, whether it may begin. SMTP wants it after the server said 354 to DATA. */
export class BeginFirst extends PassThrough {
  private readonly open: () => Readable;
  private readonly begin: () => Promise<boolean>;
  private isAsked = false;

  constructor(open: () => Readable, begin: () => Promise<boolean>) {
    super();
    this.open = open;
    this.begin = begin;
  }

  override _read(size: number): void {
    if (!this.isAsked) {
      this.isAsked = true;
      void this.start();
    }
    super._read(size);
  }

  private async start(): Promise<void> {
    try {
      if (!(await this.begin())) throw new NotBegun();
      const content = this.open();
      content.on('error', (error) => this.destroy(error));
      content.pipe(this);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
