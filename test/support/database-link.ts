import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A moment of a transaction: its end is asked for; or is recorded, and nobody knows it yet. */
export type Moment = 'before commit' | 'before reply';

const COMMIT = Buffer.from('COMMIT\0');

/**
 * What lies between a server and its database, and sees what passes. `reaches` is told of each commit; where it answers
 * true, what was to pass then is lost.
 */
export class DatabaseLink {
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string, mark: string, reaches: (moment: Moment) => boolean): Promise<DatabaseLink> {
    const url = new URL(databaseUrl);
    const { hostname, port } = url;
    const listener = createServer((near) => {
      const far = connect({ host: hostname, port: Number(port) });
      link.join(near, far, mark, reaches);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    url.port = String((listener.address() as AddressInfo).port);
    const link = new DatabaseLink(listener, url.href);
    return link;
  }

  /** Commits count once a statement with the mark in its name or text has passed before them. */
  private join(near: Socket, far: Socket, mark: string, reaches: (moment: Moment) => boolean): void {
    let isMarked = false;
    let isLost = false;
    const pass = (to: Socket, bytes: Buffer, moment: Moment): void => {
      if (isMarked && bytes.includes(COMMIT)) isLost ||= reaches(moment);
      if (!isLost) to.write(bytes);
    };
    near.on('data', (bytes: Buffer) => {
      isMarked ||= bytes.includes(mark);
      pass(far, bytes, 'before commit');
    });
    far.on('data', (bytes: Buffer) => {
      pass(near, bytes, 'before reply');
      if (bytes.includes(COMMIT)) isMarked = false;
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.listener.close();
    await once(this.listener, 'close');
  }
}
