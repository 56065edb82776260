import { AbortedError, TimeoutError } from './errors.js';

/** How long a call may take, all tries together; and the caller's signal, which may end it before. */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #unfollow: () => void;

  constructor(operation: string, timeoutMs: number | undefined, retryable: boolean, outer: AbortSignal | undefined) {
    this.#endsAt = performance.now() + (timeoutMs ?? Infinity);
    if (timeoutMs !== undefined)
      this.#timer = setTimeout(() => {
        this.#controller.abort(
          new TimeoutError(
            `${operation} took longer than ${timeoutMs} ms. Try later, or give it a longer \`timeoutMs\`.`,
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
    outer?.addEventListener('abort', abort);
    this.#unfollow = () => outer?.removeEventListener('abort', abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles as `work` does, or is rejected at once when the limit is reached: not all work heeds a signal. */
  within<Result>(work: () => Promise<Result>): Promise<Result> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const stop = () => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- one of ours, made above
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

  /** Waits no less than this long: timers may fire a little early. */
  async wait(ms: number): Promise<void> {
    const until = performance.now() + ms;
    for (let left = ms; left > 0; left = until - performance.now()) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      try {
        await this.within(
          () =>
            new Promise<void>((resolve) => {
              timer = setTimeout(resolve, Math.ceil(left));
            }),
        );
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** Ends the work under way. */
  stop(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Lets go of the timer, the caller's signal and whatever is still under way. */
  end(): void {
    clearTimeout(this.#timer);
    this.#unfollow();
    this.#controller.abort();
  }
}
