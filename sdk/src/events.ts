/* What `onRequest` and `onResponse` see: no credentials, no variables, and nothing of the document but its name. */
import type { ClienteleError } from './errors.js';

/** An attempt of a call that is about to be sent. */
export interface RequestEvent {
  /** The name of the operation, for example `AccountUpsert`. */
  readonly operation: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}

/** The outcome of an attempt. */
export interface ResponseEvent extends RequestEvent {
  /** Time from sending the request to having read the response, or to the failure, in milliseconds. */
  readonly durationMs: number;
  /** The HTTP status. Undefined if there was no response. */
  readonly status: number | undefined;
  /** The server's id of the request. Undefined if there was no response. */
  readonly requestId: string | undefined;
  /** The error of this attempt. It may still be retried. Undefined if the attempt succeeded. */
  readonly error: ClienteleError | undefined;
}

/** Calls a hook. A faulty hook must not fail a call whose effect may have taken place, so its errors are ignored. */
export function notify<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  new Promise((resolve) => resolve(hook?.(event))).catch(() => undefined);
}
