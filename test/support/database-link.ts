import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A moment of a transaction: its COMMIT was sent, or it has committed but the response has not arrived. */
export type Moment = 'before commit' | 'before reply';

const COMMIT = Buffer.from('COMMIT\0');

/**
 * A link between a server and its database that observes the traffic. It calls `reaches` for each commit; if that
 * returns true, the message that was about to pass is lost.
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

  /** Only commits after a statement whose name or text contains the mark count. */
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
