/** As in `convert`: larger amounts would not be exact as numbers. */
const MAX = Number.MAX_SAFE_INTEGER;

/**
 * Returns the SQL that converts an amount, an integer of at least 0, exactly by the fraction of two numerics and rounds half
 * to even. Division of numerics is not exact, so it divides integers with a remainder.
 */
export function convertedSql(amount: string, numerator: string, denominator: string): string {
  const product = `(${amount} * ${numerator})`;
  const whole = `div(${product}, ${denominator})`;
  const twiceRest = `(2 * mod(${product}, ${denominator}))`;
  const roundsUp = `${twiceRest} > ${denominator} OR ${twiceRest} = ${denominator} AND mod(${whole}, 2) = 1`;
  return `least(${whole} + CASE WHEN ${roundsUp} THEN 1 ELSE 0 END, ${MAX})::int8`;
}
