import { CULTURES, INDUSTRIES, type Industry } from './cultures.js';
import { OUTCOMES } from './outcomes.js';
import type { Random } from './random.js';

/** The company of an account. */
export interface Company {
  name: string;
  domain: string;
  industry: Industry;
  country: string;
  desiredOutcome: string | null;
}

/** Letters that Unicode does not decompose into an ASCII letter and a mark. */
const PLAIN_LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };

/** Returns a domain such as `weissbach-kliniken.example`, which nobody can own. */
const domainOf = (name: string): string =>
  `${name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøæœłđı]/g, (letter) => PLAIN_LETTERS[letter]!)
    .replace(/[^a-z0-9]+/g, '-')}.example`;

function inventCompany(random: Random): Company {
  const { homes, stems, trades, isTradeFirst } = random.pickWeighted(CULTURES);
  const [country, legalForm] = random.pick(homes);
  const industry = random.pick(INDUSTRIES);
  const stem = random.pick(stems.split(', '));
  const trade = trades.split(', ')[INDUSTRIES.indexOf(industry)]!;
  const name = isTradeFirst ? `${trade} ${stem}` : `${stem} ${trade}`;
  return {
    // Many companies omit the legal form.
    name: random.chance(0.6) ? `${name} ${legalForm}` : name,
    domain: domainOf(name),
    industry,
    country,
    desiredOutcome: random.chance(0.7) ? random.pick(OUTCOMES[industry]) : null,
  };
}

/** Generates companies with distinct domains. */
export function inventCompanies(random: Random, count: number): Company[] {
  const companies = new Map<string, Company>();
  while (companies.size < count) {
    const company = inventCompany(random);
    if (!companies.has(company.domain)) companies.set(company.domain, company);
  }
  return [...companies.values()];
}
