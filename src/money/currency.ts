/** A currency and its minor unit. */
export interface Currency {
  code: string;
  decimals: number;
  minorPerMajor: number;
}

export const currencyOf = (code: string, decimals: number): Currency => ({
  code,
  decimals,
  minorPerMajor: 10 ** decimals,
});
