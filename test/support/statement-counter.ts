import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The frontend messages of PostgreSQL's protocol that prepare and run statements. */
const PARSE = 'P';
const BIND = 'B';

const textAt = (bytes: Buffer, start: number): string => bytes.toString('utf8', start, bytes.indexOf(0, start));

/**
 * A proxy in front of PostgreSQL that records every statement with parameters by name, or by text if it has no name.
 */
export class StatementCounter {
  readonly #sockets = new Set<Socket>();
  readonly #noted: string[] = [];

  private constructor(
    private readonly listener: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<StatementCounter> {
    const url = new URL(databaseUrl);
    const { hostname, port } = url;
    // Half-open, so that a CancelRequest arrives although its sender closes first.
    const listener = createServer({ allowHalfOpen: true }, (near) => {
      counter.join(near, connect({ host: hostname, port: Number(port), allowHalfOpen: true }));
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    url.port = String((listener.address() as AddressInfo).port);
    const counter = new StatementCounter(listener, url.href);
    return counter;
  }

  /** The statements since the last call. */
  take(): string[] {
    return this.#noted.splice(0);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private join(near: Socket, far: Socket): void {
    let unread = Buffer.alloc(0);
    let hasStarted = false;
    let unnamedText = '';
    near.on('data', (bytes: Buffer) => {
      unread = Buffer.concat([unread, bytes]);
      for (;;) {
        // A startup packet is the only message without a type byte.
        const bodyAt = hasStarted ? 5 : 4;
        if (unread.length < bodyAt) return;
        const end = unread.readInt32BE(bodyAt - 4) + bodyAt - 4;
        if (unread.length < end) return;
        const message = unread.subarray(0, end);
        unread = unread.subarray(end);
        const type = hasStarted ? String.fromCharCode(message[0]!) : null;
        hasStarted = true;
        if (type === PARSE && message[5] === 0) unnamedText = textAt(message, 6);
        // Bind names the portal, which is always the unnamed one here, then the statement.
        if (type === BIND) this.#noted.push(textAt(message, message.indexOf(0, 5) + 1) || unnamedText);
      }
    });
    near.pipe(far).pipe(near);
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
}
