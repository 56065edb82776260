/** The options of the argument `asOf`, the instant whose state a field returns. */
export const AS_OF = {
  nullable: true,
  description: 'Any instant, past or future, for example `2026-03-31T00:00:00Z`. Default: now.',
};
