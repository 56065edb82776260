/**
 * Asks a server for its health every few milliseconds, on a thread of its own: what the test does meanwhile must not
 * look like a wait for the server.
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

/** Each message is answered with the longest wait since the one before, the wait under way included. */
parentPort!.on('message', () => {
  parentPort!.postMessage(Math.max(longestMs, performance.now() - askedAt));
  longestMs = 0;
});
