/**
 * Requests a server's health every few milliseconds on a separate thread, so that work of the test itself does not look
 * like a slow server.
 */
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const PAUSE_MS = 2;

const { url } = workerData as { url: string };
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

let longestMs = 0;
let askedAt = performance.now();

function ask(): void {
  askedAt = performance.now();
  get(url, { agent }, (response) => {
    response.resume().once('end', () => {
      longestMs = Math.max(longestMs, performance.now() - askedAt);
      setTimeout(ask, PAUSE_MS);
    });
  }).once('error', (error) => {
    throw error;
  });
}
ask();

/** Responds to each message with the longest wait since the previous message, including the wait in progress. */
parentPort!.on('message', () => {
  parentPort!.postMessage(Math.max(longestMs, performance.now() - askedAt));
  longestMs = 0;
});
