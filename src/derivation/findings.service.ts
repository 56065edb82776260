import type { Findings } from '../classification/evidence.js';

/** What an account's evidence is read from, and whether a paid phase is in force, as long as that holds. */
export interface KeptFindings extends Findings {
  isPaying: boolean;
}

/** As it is stored: JSON. That has no word for Infinity, but numbers that are too large to be read as anything else. */
export const writeFindings = (findings: KeptFindings): string =>
  JSON.stringify(findings, (_, value: unknown) => (value === Infinity ? 'Infinity' : value)).replaceAll(
    '"Infinity"',
    '1e999',
  );

export const readFindings = (text: string): KeptFindings => JSON.parse(text) as KeptFindings;
