/**
 * Projects the retention of a cohort with the shifted-beta-geometric model (sBG): each account leaves at the end of a
 * period with its own constant probability, which is beta distributed over the accounts. Accounts with a high probability
 * leave first, so retention improves over time. Fader and Hardie, "How to Project Customer Retention", Journal of
 * Interactive Marketing 21 (2007) 76-90; cited as (2007). Discounted lifetimes: Fader and Hardie, "Customer-Base Valuation
 * in a Contractual Setting", Marketing Science 29 (2010) 85-93, and "Probability Models for Customer-Base Analysis",
 * workshop slides, Frankfurt, 8 and 9 March 2006, slides 165 to 172; cited as (2006).
 */
import cephes from 'cephes';
import { counted } from '../classification/words.js';

/** Accounts of a cohort that left at the end of period `left` (null: have not left), observed for `periods` periods. */
export interface Lifetimes {
  left: number | null;
  periods: number;
  accounts: number;
}

/** At the end of one period: the number of accounts at risk, and how many of them left. */
interface Decision {
  atRisk: number;
  left: number;
}

/** A fitted model. Shares are relative to the accounts that entered; periods are counted from 1. */
export interface RetentionModel {
  name: 'SHIFTED_BETA_GEOMETRIC' | 'GEOMETRIC';
  alpha: number | null;
  beta: number | null;
  churnProbability: number | null;
  logLikelihood: number;
  /** The survival function S(t) and the bounds of its 95% confidence interval. */
  survival: (periods: number) => { share: number; lower: number; upper: number };
  /** In periods; Infinity if the mean is infinite. */
  expectedLifetime: number;
  discountedLifetime: (discountRate: number) => number;
  /** For an account that has renewed `renewals` times and is about to decide on the next renewal. */
  discountedResidualLifetime: (discountRate: number, renewals: number) => number;
}

export interface FittedRetention {
  model: RetentionModel | null;
  /** Why there is no model, or why it is the geometric one. */
  reason: string | null;
  /** The largest distance of a fitted from an observed share, even if the model was refused; null if none was fitted. */
  largestDeviation: number | null;
  accounts: number;
  observedPeriods: number;
  /** By period from 0: the product-limit estimate (Kaplan and Meier 1958), the plain share if all entered at once. */
  observed: number[];
}

const MIN_ACCOUNTS = 30;
const MIN_PERIODS = 2;
/** The largest difference between a projected and an observed share; a model that is further away misleads. */
const MAX_MISFIT = 0.1;
/** The 97.5% quantile of the standard normal distribution. */
const Z = 1.959963984540054;
/** Outside these limits, the likelihood has no finite maximum. */
const [SMALLEST, LARGEST] = [1e-5, 1e5];

export async function fitRetention(lifetimes: readonly Lifetimes[]): Promise<FittedRetention> {
  await cephes.compiled;
  const accounts = sum(lifetimes, (one) => one.accounts);
  const decisions = decisionsOf(lifetimes);
  const observed = observedShares(decisions);
  return { ...chooseModel(accounts, decisions, observed), accounts, observedPeriods: decisions.length, observed };
}

const sum = <Item>(items: readonly Item[], of: (item: Item, index: number) => number): number =>
  items.reduce((total, item, i) => total + of(item, i), 0);

/**
 * Returns the observed share that remained after each period, the first one 1. As long as only accounts that left are missing from
 * those at risk, it is one fraction of whole numbers, so that 45 of 60 are exactly 0.75.
 */
function observedShares(decisions: readonly Decision[]): number[] {
  const shares = [1];
  let [shareOfBase, base, remaining] = [1, decisions[0]?.atRisk ?? 0, decisions[0]?.atRisk ?? 0];
  for (const { atRisk, left } of decisions) {
    if (atRisk !== remaining) [shareOfBase, base] = [(shareOfBase * remaining) / base, atRisk];
    remaining = atRisk - left;
    shares.push((shareOfBase * remaining) / base);
  }
  return shares;
}

/** Returns the decisions up to the last period whose end was observed for any account. */
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
  observed: readonly number[],
): Pick<FittedRetention, 'model' | 'reason' | 'largestDeviation'> {
  const lost = sum(decisions, ({ left }) => left);
  const noModel = (reason: string) => ({ model: null, reason, largestDeviation: null });
  if (accounts < MIN_ACCOUNTS) {
    return noModel(`The cohort has ${counted(accounts, 'account')}; a model requires at least ${MIN_ACCOUNTS}.`);
  }
  if (decisions.length === 0) return noModel('No account of the cohort has completed a period yet.');
  if (lost === 0) return noModel('No account of the cohort has left yet, so there is no churn to fit.');
  if (decisions.length < MIN_PERIODS) {
    return noModel(
      lost === accounts
        ? 'All accounts left in the first period, so none remains whose retention could be projected.'
        : `Only one period has ended; a model requires at least ${MIN_PERIODS}.`,
    );
  }
  const { model, reason } = bestModelOf(decisions);
  const worst = worstFitOf(model, observed);
  if (worst.distance <= MAX_MISFIT) return { model, reason, largestDeviation: worst.distance };
  return { model: null, reason: misfitReason(model, worst), largestDeviation: worst.distance };
}

/** The period at whose end the share of a model is furthest from the observed one. */
interface WorstFit {
  period: number;
  observed: number;
  fitted: number;
  distance: number;
}

function worstFitOf({ survival }: RetentionModel, observed: readonly number[]): WorstFit {
  const fits = observed.map((share, period) => {
    const fitted = survival(period).share;
    return { period, observed: share, fitted, distance: Math.abs(share - fitted) };
  });
  return fits.reduce((one, other) => (other.distance > one.distance ? other : one));
}

const misfitReason = ({ name }: RetentionModel, { period, fitted, observed }: WorstFit): string =>
  `The best model, ${name}, does not fit: after ${counted(period, 'period')} it gives a share of ` +
  `${fitted.toFixed(3)}, but ${observed.toFixed(3)} was observed, which is more than ${MAX_MISFIT} away.`;

function bestModelOf(decisions: readonly Decision[]): { model: RetentionModel; reason: string | null } {
  const geometric = geometricOf(decisions);
  const geometricBecause = (reason: string) => ({ model: geometric, reason });
  const fit = maximize(decisions);
  if (fit && fit.logLikelihood > geometric.logLikelihood) return { model: shiftedBetaGeometricOf(fit), reason: null };
  const later = sum(decisions.slice(1), ({ left }) => left);
  return geometricBecause(
    later === 0
      ? 'All accounts that left did so at the end of the first period; the likelihood of the shifted-beta-geometric model has no finite maximum.'
      : 'The churn rate does not fall over time; the likelihood of the shifted-beta-geometric model has no finite maximum.',
  );
}

// ------------------------------------------------------------------------------------------------ shifted-beta-geometric

interface Fit {
  alpha: number;
  beta: number;
  logLikelihood: number;
  /** The covariance of log(alpha) and log(beta): the inverse of the observed information. */
  covariance: readonly [aa: number, ab: number, bb: number];
}

/**
 * Returns the log-likelihood, (2007) equation (B3), and its first and second derivatives with respect to log(alpha) and
 * log(beta). Of the accounts alive in period t, the share alpha / (alpha + beta + t - 1) leaves, (2007) equation (8).
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

/** Maximizes by Newton's method with step halving; null if there is no finite maximum. */
function maximize(decisions: readonly Decision[]): Fit | null {
  const first = decisions[0]!;
  const share = Math.min(0.99, Math.max(0.01, first.left / first.atRisk));
  // The starting points share one mean and range from very different accounts to similar ones.
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
      // The logarithm of (2007) equation (6), as a product, and its derivatives with respect to log(alpha) and log(beta).
      let [logShare, byA, byB] = [0, 0, 0];
      for (let i = 0; i < periods; i++) {
        logShare += Math.log((beta + i) / (alpha + beta + i));
        byA -= alpha / (alpha + beta + i);
        byB += beta / (beta + i) - beta / (alpha + beta + i);
      }
      return withInterval(logShare, Math.sqrt(byA * byA * aa + 2 * byA * byB * ab + byB * byB * bb));
    },
    expectedLifetime: alpha > 1 ? (alpha + beta - 1) / (alpha - 1) : Infinity,
    // The sum of S(t) / (1 + d)^t over t from 0 is a Gaussian hypergeometric function; the residual one is (2006) slide 166.
    discountedLifetime: (rate) => hypergeometric(beta, alpha + beta, rate),
    discountedResidualLifetime: (rate, renewals) =>
      ((beta + renewals) / (alpha + beta + renewals)) *
      hypergeometric(beta + renewals + 1, alpha + beta + renewals + 1, rate),
  };
}

/** Computes 2F1(1, b; c; 1 / (1 + rate)); at a rate of 0 by Gauss's theorem. */
function hypergeometric(b: number, c: number, rate: number): number {
  if (rate === 0) return c - b > 1 ? (c - 1) / (c - b - 1) : Infinity;
  return cephes.hyp2f1(1, b, c, 1 / (1 + rate));
}

// ------------------------------------------------------------------------------------------------------------- geometric

/**
 * All accounts leave with the same probability: the limit of the other model for identical accounts. With two periods
 * or more, some account stayed in the first one, so the probability is below 1.
 */
function geometricOf(decisions: readonly Decision[]): RetentionModel {
  const [atRisk, left] = [sum(decisions, (one) => one.atRisk), sum(decisions, (one) => one.left)];
  const p = left / atRisk;
  const stay = 1 - p;
  return {
    name: 'GEOMETRIC',
    alpha: null,
    beta: null,
    churnProbability: p,
    logLikelihood: left * Math.log(p) + (atRisk - left) * Math.log(stay),
    survival: (periods) => withInterval(periods * Math.log(stay), periods * Math.sqrt(p / (stay * atRisk))),
    expectedLifetime: 1 / p,
    discountedLifetime: (rate) => (1 + rate) / (rate + p),
    discountedResidualLifetime: (rate) => (stay * (1 + rate)) / (rate + p),
  };
}

/**
 * Returns a share and its 95% confidence interval, by the delta method on the scale log(-log(share)), so that the bounds
 * stay between 0 and 1. It covers the uncertainty of the parameters, but not the random variation of a small cohort or the
 * choice of model.
 */
function withInterval(logShare: number, errorOfLog: number): { share: number; lower: number; upper: number } {
  if (logShare === 0) return { share: 1, lower: 1, upper: 1 };
  const factor = Math.exp((Z * errorOfLog) / -logShare);
  return { share: Math.exp(logShare), lower: Math.exp(logShare * factor), upper: Math.exp(logShare / factor) };
}
