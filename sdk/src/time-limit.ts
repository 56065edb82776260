import { AbortedError, TimeoutError } from './errors.js';

/** The deadline of a call, including its retries, combined with the caller's signal. */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(operation: string, timeoutMs: number | undefined, retryable: boolean, outer: AbortSignal | undefined) {
    this.#endsAt = performance.now() + (timeoutMs ?? Infinity);
    if (timeoutMs !== undefined)
      this.#timer = setTimeout(() => {
        this.#controller.abort(
          new TimeoutError(
            `${operation} took longer than ${timeoutMs} ms. Try again later, or set a longer \`timeoutMs\`.`,
            {
              retryable,
            },
          ),
        );
      }, timeoutMs);
    const abort = () => {
      this.#controller.abort(new AbortedError(`${operation} was aborted by its \`signal\`.`, { cause: outer?.reason }));
    };
    if (outer?.aborted) abort();
    // `end` aborts the own signal, which removes the listener.
    outer?.addEventListener('abort', abort, { signal: this.signal });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles as `work` does, or rejects at once when the limit is reached, because not all work observes the signal. */
  within<Result>(work: () => Promise<Result>): Promise<Result> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const stop = () => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- always an error that was made above
        reject(signal.reason);
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop);
      work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', stop));
    });
  }

  /** Waits at least this long. Timers may fire up to a millisecond early. */
  async wait(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.within(
        () =>
          new Promise<void>((resolve) => {
            timer = setTimeout(resolve, Math.ceil(ms) + 1);
          }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Aborts the running work. */
  stop(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Releases the timer and the caller's signal, and aborts any work that still runs. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
