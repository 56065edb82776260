import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A message that the server under test sends to PostgreSQL: `Q` a simple query, `P` parse, `B` bind and so on. */
export interface Message {
  type: string;
  body: Buffer;
}

export interface ProxyOptions {
  /** The startup parameters that reach PostgreSQL. */
  startup?: (parameters: Record<string, string>) => Record<string, string>;
  /** A message to answer in PostgreSQL's place, with the bytes returned; null passes it on. */
  answer?: (message: Message) => Buffer | null;
}

const PROTOCOL_3 = 196_608;
const INT32_BYTES = 4;

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(INT32_BYTES);
  bytes.writeInt32BE(value);
  return bytes;
};

const messageOf = (type: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(type), int32(body.length + INT32_BYTES), body]);

/** PostgreSQL's response to a statement that was cancelled outside a transaction. */
export const CANCELLED = Buffer.concat([
  messageOf('E', Buffer.from('SERROR\0VERROR\0C57014\0Mcanceling statement due to user request\0\0')),
  messageOf('Z', Buffer.from('I')),
]);

/** A proxy between a server under test and PostgreSQL that reads each message sent to PostgreSQL. */
export class DatabaseProxy {
  readonly #sockets = new Set<Socket>();
  #isSilent = false;
  /** How many connections requested the cancellation of a statement. */
  cancelRequests = 0;

  private constructor(
    private readonly listener: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string, options: ProxyOptions = {}): Promise<DatabaseProxy> {
    const url = new URL(databaseUrl);
    const { hostname, port } = url;
    const listener = createServer((near) => {
      proxy.#join(near, connect({ host: hostname, port: Number(port) }), options);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    url.port = String((listener.address() as AddressInfo).port);
    const proxy = new DatabaseProxy(listener, url.href);
    return proxy;
  }

  /** Drops everything in both directions without closing a connection, like a network that loses packets. */
  goSilent(): void {
    this.#isSilent = true;
  }

  /** Lets new connections pass again. Dropped data, and the connections it was sent on, stay lost. */
  recover(): void {
    this.#isSilent = false;
  }

  #join(near: Socket, far: Socket, { startup, answer }: ProxyOptions): void {
    let unread = Buffer.alloc(0);
    let hasStarted = false;
    let isLost = this.#isSilent;
    const nextMessage = (): Buffer | null => {
      const start = hasStarted ? 1 : 0;
      if (unread.length < start + INT32_BYTES) return null;
      const end = start + unread.readInt32BE(start);
      if (unread.length < end) return null;
      const message = unread.subarray(0, end);
      unread = unread.subarray(end);
      return message;
    };
    const pass = (message: Buffer): void => {
      if (hasStarted) {
        const type = String.fromCharCode(message[0]!);
        const instead = answer?.({ type, body: message.subarray(1 + INT32_BYTES) });
        if (instead) near.write(instead);
        else far.write(message);
        return;
      }
      hasStarted = message.readInt32BE(INT32_BYTES) === PROTOCOL_3;
      if (!hasStarted) this.cancelRequests++;
      far.write(hasStarted && startup ? withParameters(message, startup) : message);
    };
    near.on('data', (bytes: Buffer) => {
      isLost ||= this.#isSilent;
      if (isLost) return;
      unread = Buffer.concat([unread, bytes]);
      for (let message = nextMessage(); message; message = nextMessage()) pass(message);
    });
    far.on('data', (bytes: Buffer) => {
      isLost ||= this.#isSilent;
      if (!isLost) near.write(bytes);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        if (!isLost || one === near) other.destroy();
      });
    }
  }

  /** Connections that the server under test holds open. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.listener.close();
    await once(this.listener, 'close');
  }
}

function withParameters(message: Buffer, change: NonNullable<ProxyOptions['startup']>): Buffer {
  const texts = message
    .subarray(2 * INT32_BYTES)
    .toString()
    .split('\0');
  const parameters: Record<string, string> = {};
  for (let i = 0; texts[i]; i += 2) parameters[texts[i]!] = texts[i + 1]!;
  const changed = Object.entries(change(parameters)).map(([name, value]) => `${name}\0${value}\0`);
  const body = Buffer.concat([int32(PROTOCOL_3), Buffer.from(`${changed.join('')}\0`)]);
  return Buffer.concat([int32(body.length + INT32_BYTES), body]);
}
