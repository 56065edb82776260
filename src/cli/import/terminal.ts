import { printable } from '../printable.js';

/** How a command talks to its user. Control characters in what it writes are escaped: input must not control the terminal. */
export interface Terminal {
  /** Whether a person can answer questions. */
  readonly isInteractive: boolean;
  /** Writes a line of the report to stdout. */
  print(line?: string): void;
  /** Writes a line about the progress, or a warning, to stderr. */
  note(line: string): void;
  /** Asks a yes-or-no question. Returns true without asking if the terminal is not interactive. */
  confirm(question: string): Promise<boolean>;
  /** Asks for a secret, which is not shown as it is typed. */
  askSecret(question: string): Promise<string>;
}

/** The user interrupted the command, for example with Ctrl-C. */
export class Interrupted extends Error {}

/** The terminal of the process. The prompts are loaded only if needed. */
export function processTerminal(signal: AbortSignal): Terminal {
  const isInteractive = process.stdin.isTTY && process.stderr.isTTY;
  const context = { output: process.stderr, signal, clearPromptOnDone: false };
  return {
    isInteractive,
    // In JSON lines the escapes are those of JSON, so the values stay the same.
    print: (line = '') => process.stdout.write(`${printable(line)}\n`),
    note: (line) => process.stderr.write(`${printable(line)}\n`),
    confirm: async (message) => {
      if (!isInteractive) return true;
      const { default: confirm } = await import('@inquirer/confirm');
      return confirm({ message, default: true }, context).catch(rethrowInterruption);
    },
    askSecret: async (message) => {
      const { default: password } = await import('@inquirer/password');
      return password({ message, mask: false }, context).catch(rethrowInterruption);
    },
  };
}

/** The prompts throw their own errors for Ctrl-C and for an aborted signal. */
function rethrowInterruption(error: unknown): never {
  if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name)) {
    throw new Interrupted('Stopped before anything was sent.');
  }
  throw error;
}
