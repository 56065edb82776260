import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ImportContext } from '../source.js';
import { EVENT_DAYS, firstEventAt } from './reading/events.js';

/** Where `--follow` keeps how far it has come, in the working directory. */
export const STATE_FILE = 'stripe-follow.json';

const State = z.object({
  /** Identifies the workspace and the key of Stripe; the key cannot be computed from it. */
  of: z.string(),
  /** Events up to this second have been imported. */
  through: z.int(),
  /** When events were read last, in seconds. */
  polledAt: z.int(),
  /** Events since shortly before `through` that have been imported. */
  seen: z.array(z.string()),
  /** Subscriptions that are paused or unpaid, and since which second. */
  statusSince: z.record(z.string(), z.int()),
});

export type FollowState = z.infer<typeof State>;

const identify = ({ workspaceId }: ImportContext, key: string): string =>
  createHash('sha256').update(`clientele import stripe\n${workspaceId}\n${key}`).digest('hex').slice(0, 32);

export const newState = (context: ImportContext, key: string, readAt: number): FollowState => ({
  of: identify(context, key),
  through: readAt,
  polledAt: readAt,
  seen: [],
  statusSince: {},
});

/**
 * Returns the state of an earlier run for the same workspace and key. Without one, or if Stripe no longer has all events
 * since then, everything has to be imported again.
 */
export async function findState(context: ImportContext, key: string, now: number): Promise<FollowState | undefined> {
  const state = await readState(STATE_FILE, identify(context, key));
  if (!state) return undefined;
  const last = new Date(state.polledAt * 1000).toISOString();
  if (state.polledAt < firstEventAt(now)) {
    context.terminal.note(
      `Events were read last at ${last}, more than ${EVENT_DAYS} days ago, and Stripe keeps them no longer. All customers are imported again.`,
    );
    return undefined;
  }
  context.terminal.note(`Going on with the events since ${last}, as ${STATE_FILE} says.`);
  return state;
}

/** Returns the state of an earlier run for the same workspace and key; undefined if there is none. */
async function readState(path: string, of: string): Promise<FollowState | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = State.safeParse(parse(text));
  if (!parsed.success) {
    throw new Error(
      `Expected ${path} to be a file that \`--follow\` wrote. Remove the file to import everything again.`,
    );
  }
  return parsed.data.of === of ? parsed.data : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Replaces the file in one step, so that it is whole also after kill -9. */
export async function writeState(path: string, state: FollowState): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
