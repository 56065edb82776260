import type { Findings } from '../classification/evidence.js';

/** The findings from which an account's evidence is read, and whether a paid phase is in force. */
export interface StoredFindings extends Findings {
  isPaying: boolean;
}

/** Serializes findings as JSON. Infinity, which JSON lacks, is written as 1e999, which parses to Infinity. */
export const writeFindings = (findings: StoredFindings): string =>
  JSON.stringify(findings, (_, value: unknown) => (value === Infinity ? 'Infinity' : value)).replaceAll(
    '"Infinity"',
    '1e999',
  );

export const readFindings = (text: string): StoredFindings => JSON.parse(text) as StoredFindings;
