/**
 * Projects how many of a cohort stay, by the shifted-beta-geometric model (sBG): each account leaves at the end of a
 * period with a probability of its own, which stays the same; over the accounts it is beta distributed. So those who
 * are left are more and more those who stay. Fader and Hardie, "How to Project Customer Retention", Journal of
 * Interactive Marketing 21 (2007) 76-90; here (2007). Discounted lifetimes: the same, "Customer-Base Valuation in a
 * Contractual Setting", Marketing Science 29 (2010) 85-93; "Probability Models for Customer-Base Analysis", slides of
 * a workshop, Frankfurt, 8 and 9 March 2006, slides 165 to 172; here (2006).
 */
import cephes from 'cephes';

/** Accounts of a cohort that left with period `left` (null: have not), of which `periods` are over. */
export interface Lifetimes {
  left: number | null;
  periods: number;
  accounts: number;
}

/** At the end of one period: how many might have left, and how many did. */
interface Decision {
  atRisk: number;
  left: number;
}

/** A fitted model. Shares are of those who entered; periods are counted from 1. */
export interface RetentionModel {
  name: 'SHIFTED_BETA_GEOMETRIC' | 'GEOMETRIC';
  alpha: number | null;
  beta: number | null;
  churnProbability: number | null;
  logLikelihood: number;
  /** S(t), and bounds of a 95 % interval of it. */
  survival: (periods: number) => { share: number; lower: number; upper: number };
  /** Infinity where the mean is. */
  expectedLifetime: number;
  discountedLifetime: (discountRate: number) => number;
  /** Of one that has renewed so often and is about to decide again. */
  discountedResidualLifetime: (discountRate: number, renewals: number) => number;
}

export interface FittedRetention {
  model: RetentionModel | null;
  /** Why no model, or why the simpler one. */
  reason: string | null;
  accounts: number;
  observedPeriods: number;
  /** By period from 0, the product-limit estimate (Kaplan and Meier 1958): the mere share where all entered at once. */
  observed: number[];
}

const FEWEST_ACCOUNTS = 30;
/** 97.5 % of a normal distribution lies below. */
const Z = 1.959963984540054;
/** Beyond these, the data ask for parameters without end. */
const [SMALLEST, LARGEST] = [1e-5, 1e5];

export async function fitRetention(lifetimes: readonly Lifetimes[]): Promise<FittedRetention> {
  await cephes.compiled;
  const accounts = sum(lifetimes, (one) => one.accounts);
  const decisions = decisionsOf(lifetimes);
  const observed = [1];
  for (const { atRisk, left } of decisions) observed.push(observed.at(-1)! * (1 - left / atRisk));
  return { ...chooseModel(accounts, decisions), accounts, observedPeriods: decisions.length, observed };
}

const sum = <Item>(items: readonly Item[], of: (item: Item, index: number) => number): number =>
  items.reduce((total, item, i) => total + of(item, i), 0);

/** Up to the last period that anybody came to the end of. */
function decisionsOf(lifetimes: readonly Lifetimes[]): Decision[] {
  const decisions: Decision[] = [];
  for (const { left, periods, accounts } of lifetimes) {
    const isSeen = left !== null && left <= periods;
    const last = isSeen ? left : periods;
    while (decisions.length < last) decisions.push({ atRisk: 0, left: 0 });
    for (let period = 0; period < last; period++) decisions[period]!.atRisk += accounts;
    if (isSeen) decisions[last - 1]!.left += accounts;
  }
  return decisions;
}

function chooseModel(
  accounts: number,
  decisions: readonly Decision[],
): { model: RetentionModel | null; reason: string | null } {
  const lost = sum(decisions, ({ left }) => left);
  const refused = (reason: string) => ({ model: null, reason });
  if (accounts < FEWEST_ACCOUNTS) {
    return refused(
      `The cohort has ${accounts} ${accounts === 1 ? 'account' : 'accounts'}; fewer than ${FEWEST_ACCOUNTS} say nothing of others.`,
    );
  }
  if (decisions.length === 0) return refused('No account of the cohort has come to the end of a period yet.');
  if (lost === 0) return refused('No account of the cohort has left yet, so that nothing tells how they will.');
  const geometric = geometricOf(decisions);
  const instead = (reason: string) => ({ model: geometric, reason });
  if (decisions.length === 1) return instead('Only one period is over: it takes two to tell accounts apart.');
  const fit = maximize(decisions);
  if (fit && fit.logLikelihood > geometric.logLikelihood) return { model: shiftedBetaGeometricOf(fit), reason: null };
  const later = sum(decisions.slice(1), ({ left }) => left);
  return instead(
    later === 0
      ? 'All who left did so at once; the likelihood of the shifted-beta-geometric model has no finite maximum.'
      : 'Those who are left leave no more rarely than those before; the likelihood of the shifted-beta-geometric model has no finite maximum.',
  );
}

// ------------------------------------------------------------------------------------------------ shifted-beta-geometric

interface Fit {
  alpha: number;
  beta: number;
  logLikelihood: number;
  /** Of the logarithms of alpha and beta: the inverse of the observed information. */
  covariance: readonly [aa: number, ab: number, bb: number];
}

/**
 * The log-likelihood, (2007) equation (B3), and its first and second derivatives by the logarithms of alpha and beta.
 * Of those alive in period t, alpha / (alpha + beta + t - 1) leave and the others stay, (2007) equation (8).
 */
function likelihoodAt(decisions: readonly Decision[], a: number, b: number) {
  const [alpha, beta] = [Math.exp(a), Math.exp(b)];
  let [value, byAlpha, byBeta, byAlpha2, byBeta2, byBoth] = [0, 0, 0, 0, 0, 0];
  decisions.forEach(({ atRisk, left }, i) => {
    const stayed = atRisk - left;
    const [stay, all] = [beta + i, alpha + beta + i];
    value += left * a + stayed * Math.log(stay) - atRisk * Math.log(all);
    byAlpha += left / alpha - atRisk / all;
    byBeta += stayed / stay - atRisk / all;
    byAlpha2 += atRisk / all ** 2 - left / alpha ** 2;
    byBeta2 += atRisk / all ** 2 - stayed / stay ** 2;
    byBoth += atRisk / all ** 2;
  });
  return {
    value,
    gradient: [alpha * byAlpha, beta * byBeta] as const,
    hessian: [
      alpha ** 2 * byAlpha2 + alpha * byAlpha,
      alpha * beta * byBoth,
      beta ** 2 * byBeta2 + beta * byBeta,
    ] as const,
  };
}

/** Newton's method, each step shortened until it climbs; null where it climbs without end. */
function maximize(decisions: readonly Decision[]): Fit | null {
  const first = decisions[0]!;
  const share = Math.min(0.99, Math.max(0.01, first.left / first.atRisk));
  // Of one mean, from very unlike accounts to rather like ones.
  const fits = [0.5, 2, 20].map((size) => climb(decisions, Math.log(share * size), Math.log((1 - share) * size)));
  const [best] = fits.filter((fit) => fit !== null).sort((one, other) => other.logLikelihood - one.logLikelihood);
  return best ?? null;
}

function climb(decisions: readonly Decision[], a: number, b: number): Fit | null {
  for (let step = 0; step < 500; step++) {
    const { value, gradient, hessian } = likelihoodAt(decisions, a, b);
    const [aa, ab, bb] = hessian;
    const determinant = aa * bb - ab * ab;
    const isPeak = aa < 0 && determinant > 0;
    const [alpha, beta] = [Math.exp(a), Math.exp(b)];
    if (Math.min(alpha, beta) < SMALLEST || Math.max(alpha, beta) > LARGEST) return null;
    if (isPeak && Math.hypot(...gradient) <= 1e-9 * Math.abs(value)) {
      const covariance = [-bb / determinant, ab / determinant, -aa / determinant] as const;
      return { alpha, beta, logLikelihood: value, covariance };
    }
    let [toA, toB] = isPeak
      ? [(ab * gradient[1] - bb * gradient[0]) / determinant, (ab * gradient[0] - aa * gradient[1]) / determinant]
      : [...gradient];
    const shorten = Math.min(1, 1 / Math.hypot(toA, toB));
    [toA, toB] = [toA * shorten, toB * shorten];
    for (let halving = 0; halving < 40 && !(likelihoodAt(decisions, a + toA, b + toB).value >= value); halving++) {
      [toA, toB] = [toA / 2, toB / 2];
    }
    [a, b] = [a + toA, b + toB];
  }
  return null;
}

function shiftedBetaGeometricOf({ alpha, beta, logLikelihood, covariance: [aa, ab, bb] }: Fit): RetentionModel {
  return {
    name: 'SHIFTED_BETA_GEOMETRIC',
    alpha,
    beta,
    churnProbability: null,
    logLikelihood,
    survival: (periods) => {
      // (2007) equation (6), as a product; its logarithm and that one's derivatives by those of alpha and beta.
      let [logShare, byA, byB] = [0, 0, 0];
      for (let i = 0; i < periods; i++) {
        logShare += Math.log((beta + i) / (alpha + beta + i));
        byA -= alpha / (alpha + beta + i);
        byB += beta / (beta + i) - beta / (alpha + beta + i);
      }
      return withInterval(logShare, Math.sqrt(byA * byA * aa + 2 * byA * byB * ab + byB * byB * bb));
    },
    expectedLifetime: alpha > 1 ? (alpha + beta - 1) / (alpha - 1) : Infinity,
    // The sum of S(t) / (1 + d)^t over t from 0, a Gaussian hypergeometric function; the residual one is (2006) slide 166.
    discountedLifetime: (rate) => hypergeometric(beta, alpha + beta, rate),
    discountedResidualLifetime: (rate, renewals) =>
      ((beta + renewals) / (alpha + beta + renewals)) *
      hypergeometric(beta + renewals + 1, alpha + beta + renewals + 1, rate),
  };
}

/** 2F1(1, b; c; 1 / (1 + rate)); at a rate of 0 by Gauss's theorem. */
function hypergeometric(b: number, c: number, rate: number): number {
  if (rate === 0) return c - b > 1 ? (c - 1) / (c - b - 1) : Infinity;
  return cephes.hyp2f1(1, b, c, 1 / (1 + rate));
}

// ------------------------------------------------------------------------------------------------------------- geometric

/** All accounts leave with the same probability: what the other model comes to where accounts are alike. */
function geometricOf(decisions: readonly Decision[]): RetentionModel {
  const [atRisk, left] = [sum(decisions, (one) => one.atRisk), sum(decisions, (one) => one.left)];
  const p = left / atRisk;
  const stay = 1 - p;
  return {
    name: 'GEOMETRIC',
    alpha: null,
    beta: null,
    churnProbability: p,
    logLikelihood: left * Math.log(p) + (p === 1 ? 0 : (atRisk - left) * Math.log(stay)),
    survival: (periods) =>
      p === 1 && periods > 0
        ? { share: 0, lower: 0, upper: 0 }
        : withInterval(periods * Math.log(stay), periods * Math.sqrt(p / (stay * atRisk))),
    expectedLifetime: 1 / p,
    discountedLifetime: (rate) => (1 + rate) / (rate + p),
    discountedResidualLifetime: (rate) => (stay * (1 + rate)) / (rate + p),
  };
}

/**
 * A share and its 95 % interval: by the delta method, on the scale log(-log(share)), so that it stays between 0 and 1.
 * It covers what is not known of the parameters; not that the accounts of one cohort are few, nor that the model may
 * be another one.
 */
function withInterval(logShare: number, errorOfLog: number): { share: number; lower: number; upper: number } {
  if (logShare === 0) return { share: 1, lower: 1, upper: 1 };
  const factor = Math.exp((Z * errorOfLog) / -logShare);
  return { share: Math.exp(logShare), lower: Math.exp(logShare * factor), upper: Math.exp(logShare / factor) };
}
