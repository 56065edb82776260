/**
 * The number of decimal places of each currency: the minor units of ISO 4217 list one, as published on 2026-01-01
 * (https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml), without
 * codes that have no minor unit, such as gold (XAU) and special drawing rights (XDR). Do not use the runtime's locale
 * tables instead: they differ from ISO 4217, and between releases of Node.js.
 *
 * Amendments of ISO 4217 can be applied here at any time: existing workspaces keep the digits stored with them.
 */
const CODES_BY_DIGITS = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
      COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
      INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
      MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
      STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

export const ISO_DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** Currencies that have 2 digits in some supported releases of Node.js and none in others. */
const CHANGED_BETWEEN_RELEASES = new Set(['COP', 'HUF', 'IDR', 'PKR', 'RSD']);

/** Returns the digits of a currency in the runtime's locale tables. Versions that did not store digits used these. */
export const runtimeDigitsOf = (code: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits!;

/**
 * Returns every number of digits with which the amounts of a workspace without stored digits may have been recorded,
 * ascending. All supported releases of Node.js agree on the codes that ISO 4217 no longer lists.
 */
export function possibleDigitsOf(code: string): number[] {
  const runtimeDigits = runtimeDigitsOf(code);
  const digits = new Set([ISO_DIGITS.get(code) ?? runtimeDigits, runtimeDigits]);
  if (CHANGED_BETWEEN_RELEASES.has(code)) digits.add(0);
  return [...digits].toSorted((a, b) => a - b);
}

/** Returns the SQL with which an operator sets the digits of a workspace; invalid until the operator picks one number. */
export const sqlToStateDigits = (workspaceId: string, currencyCode: string): string =>
  `UPDATE workspace SET currency_digits = <${possibleDigitsOf(currencyCode).join(' or ')}> WHERE id = '${workspaceId}';`;
