import { toZone, UTC } from '../../src/classification/calendar.js';
import fc from 'fast-check';
import { evidenceAt, lightestPath, type Evidence } from '../../src/classification/evidence.js';
import { FACT_NAMES, factOf, FACTS, type FactName } from '../../src/classification/facts.js';
import { BASELINE_POLICY, contains, scorerOf, type Criterion } from '../../src/classification/policy.js';
import {
  sentenceOf,
  summaryOf as summaryIn,
  transitionSentence as transitionSentenceIn,
  type RelationshipInWords,
  type TransitionInWords,
} from '../../src/classification/sentences.js';
import { indexAt, valueAt } from '../../src/classification/steps.js';
import { RELATIONSHIP_TYPES, relationshipStates } from '../../src/classification/timeline.js';
import { asPercent, capitalized, counted, inTheLast, inWords, listed, onDate } from '../../src/classification/words.js';
import { at, cases, historyOf, reportTallies, rulesOf, tally, testProperty, type Case } from '../support/histories.js';
import { ORACLE_FACT_NAMES, WINDOWED_FACTS } from './oracle.js';

afterAll(reportTallies);

const criterion = (fact: FactName, threshold: number, changes: Partial<Criterion> = {}): Criterion => ({
  fact,
  comparison: 'AT_LEAST',
  threshold,
  windowDays: null,
  weight: 1,
  required: false,
  ...changes,
});
const piece = (criterion: Criterion, observed: number, met = observed >= criterion.threshold): Evidence => ({
  criterion,
  observed,
  met,
  shortfall: 0,
  changesAt: Infinity,
});

const summaryOf = (relationship: RelationshipInWords): string => summaryIn(relationship, UTC);
const transitionSentence = (transition: TransitionInWords): string => transitionSentenceIn(transition, UTC);

describe('formatting', () => {
  test('writes numbers with separators and at most six decimals', () => {
    expect([0, 1, 1_250.5, 0.1 + 0.2, 1_000_001, -0.25].map(inWords)).toEqual([
      '0',
      '1',
      '1,250.5',
      '0.3',
      '1,000,001',
      '-0.25',
    ]);
  });

  test('writes shares as percentages with at most one decimal', () => {
    expect([0, 0.5, 1 / 3, 2 / 3, 0.005, 1].map(asPercent)).toEqual(['0%', '50%', '33.3%', '66.7%', '0.5%', '100%']);
  });

  test('writes dates as days in UTC', () => {
    expect(onDate(at('2022-03-02'), UTC)).toBe('2 March 2022');
    expect(onDate(at('2022-03-02T23:59:59.999Z'), UTC)).toBe('2 March 2022');
    expect(onDate(at('2024-02-29'), UTC)).toBe('29 February 2024');
    expect(onDate(at('9999-12-31'), UTC)).toBe('31 December 9999');
    expect(onDate(at('2025-09-30T22:00:00Z'), toZone([-Infinity], [7_200_000]))).toBe('1 October 2025');
  });

  test('uses the singular only for one', () => {
    expect([0, 1, 2, 1_200].map((n) => counted(n, 'month'))).toEqual([
      '0 months',
      '1 month',
      '2 months',
      '1,200 months',
    ]);
    expect(counted(2, 'mouse', 'mice')).toBe('2 mice');
    expect([null, 1, 365].map(inTheLast)).toEqual(['', ' in the last day', ' in the last 365 days']);
  });

  test('joins the last item of a list with "and"', () => {
    expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['a', 'a and b', 'a, b and c']);
  });

  test('starts sentences with a capital', () => {
    expect(['', 'é', 'on the top tier'].map(capitalized)).toEqual(['', 'É', 'On the top tier']);
  });
});

describe("a criterion's sentence", () => {
  test.each([
    [piece(criterion('TENURE_MONTHS', 12), 26), 'Paid continuously for 26 months (at least 12 months needed).'],
    [
      piece(criterion('TENURE_MONTHS', 12, { required: true }), 26),
      'Paid continuously for 26 months (at least 12 months required).',
    ],
    [piece(criterion('TOP_TIER', 1, { required: true }), 0), 'Not on the top tier (must be).'],
    [
      piece(criterion('EXPANSIONS', 1, { windowDays: 730 }), 0),
      'No expansions in the last 730 days (at least 1 needed).',
    ],
    [piece(criterion('TENURE_MONTHS', 1), 1), 'Paid continuously for 1 month (at least 1 month needed).'],
    [
      piece(criterion('TENURE_MONTHS', 3, { comparison: 'AT_MOST' }), 0),
      'No full month of continuous payment (at most 3 months allowed).',
    ],
    [piece(criterion('TOP_TIER', 1), 1), 'On the top tier (should be).'],
    [piece(criterion('TOP_TIER', 1), 0), 'Not on the top tier (should be).'],
    [piece(criterion('TAILORED', 0, { comparison: 'AT_MOST' }), 1), 'On tailored terms (should not be).'],
    [piece(criterion('PLAN_RANK', 3), 2), 'Plan rank 2 (at least 3 needed).'],
    [
      piece(criterion('PERSONALIZED_INTERACTIONS', 3, { windowDays: 365 }), 1),
      '1 personalized interaction in the last 365 days (at least 3 needed).',
    ],
    [
      piece(criterion('PERSONALIZED_INTERACTIONS', 1, { comparison: 'AT_MOST' }), 2),
      '2 personalized interactions (at most 1 allowed).',
    ],
    [
      piece(criterion('MONTHLY_RECURRING_REVENUE', 1_000), 1_250.5),
      'Monthly recurring revenue of 1,250.5 (at least 1,000 needed).',
    ],
    [piece(criterion('TERM_MONTHS', 12), 0), 'No term commitment (at least 12 months needed).'],
    [piece(criterion('TERM_MONTHS', 12), 1), 'Committed for 1 month (at least 12 months needed).'],
    [
      piece(criterion('EXPANSIONS', 1, { windowDays: 730 }), 1),
      '1 expansion in the last 730 days (at least 1 needed).',
    ],
    [
      piece(criterion('ADVOCACY', 2, { windowDays: 730 }), 1),
      '1 referral, review or testimonial in the last 730 days (at least 2 needed).',
    ],
    [piece(criterion('ADVOCACY', 2), 3), '3 referrals, reviews or testimonials (at least 2 needed).'],
    [
      piece(criterion('PROACTIVE_SHARE', 0.5, { windowDays: 365 }), 1 / 3),
      '33.3% of interactions initiated by us in the last 365 days (at least 50% needed).',
    ],
    [
      piece(criterion('TAILORED', 0, { comparison: 'AT_MOST', required: true }), 0, true),
      'Not on tailored terms (must not be).',
    ],
    [piece(criterion('LIFETIME_PAID_MONTHS', 6), 0), 'No full month paid in total (at least 6 months needed).'],
    [
      piece(criterion('DAYS_SINCE_LAST_INTERACTION', 1, { comparison: 'AT_MOST' }), 0, true),
      'Last interaction less than a day ago (at most 1 day allowed).',
    ],
    [
      piece(criterion('DAYS_SINCE_LAST_INTERACTION', 30, { comparison: 'AT_MOST' }), 1, true),
      'Last interaction 1 day ago (at most 30 days allowed).',
    ],
    [
      piece(criterion('DAYS_SINCE_LAST_INTERACTION', 30, { comparison: 'AT_MOST' }), Infinity, false),
      'No interactions yet (at most 30 days allowed).',
    ],
    [
      piece(criterion('AVERAGE_SENTIMENT', -0.25, { windowDays: 1 }), 0.3),
      'Average sentiment of 0.3 in the last day (at least -0.25 needed).',
    ],
  ])('reads as expected in example %#', (evidence, sentence) => {
    expect(sentenceOf(evidence)).toBe(sentence);
  });

  test.each(FACT_NAMES)(
    'of the fact %s differs between different values, and its phrase starts in lower case',
    (name) => {
      const [none, one, many] = [0, 1, 3].map((observed) => factOf(name).phrase(observed, null));
      expect(none).not.toBe(one);
      if (factOf(name).unit !== 'BOOLEAN') expect(new Set([none, one, many]).size).toBe(3);
      for (const phrase of [none, one, many]) expect(phrase).toMatch(/^[a-z0-9]/);
    },
  );
});

describe('the registry of facts', () => {
  test('has only facts that the oracle knows, each with a description, and windows only for facts that may have one', () => {
    expect(FACT_NAMES).toEqual(Object.keys(FACTS));
    for (const name of FACT_NAMES) {
      expect(ORACLE_FACT_NAMES).toContain(name);
      expect(factOf(name).windowed).toBe(WINDOWED_FACTS.includes(name));
      expect(factOf(name).description).toMatch(/^[A-Z0-9].*\.$/);
    }
  });
});

describe("a relationship's summary", () => {
  const prospect: RelationshipInWords = {
    type: 'PROSPECT',
    since: at('2022-03-02'),
    isPaying: false,
    score: 0,
    clientScore: 0.5,
    evidence: [],
    missing: [],
  };
  const tenure = piece(BASELINE_POLICY.criteria[0]!, 26);
  const topTier = piece(BASELINE_POLICY.criteria[2]!, 0);
  const contact = piece(BASELINE_POLICY.criteria[5]!, 1);

  test('of a prospect contains the start date only if there is one', () => {
    expect(summaryOf({ ...prospect, since: -Infinity })).toBe('Prospect: nothing bought yet.');
    expect(summaryOf(prospect)).toBe('Prospect since 2 March 2022: nothing bought yet.');
  });

  test('of a client states the reasons and the score', () => {
    expect(
      summaryOf({ ...prospect, type: 'CLIENT', isPaying: true, score: 2 / 3, evidence: [tenure, topTier, contact] }),
    ).toBe('Client since 2 March 2022: paid continuously for 26 months; its score is 66.7% (at least 50% needed).');
  });

  test('of a client states a reason once, even if two criteria have it', () => {
    const more = piece(BASELINE_POLICY.criteria[1]!, 26);
    expect(summaryOf({ ...prospect, type: 'CLIENT', isPaying: true, score: 1, evidence: [tenure, more] })).toBe(
      'Client since 2 March 2022: paid continuously for 26 months; its score is 100% (at least 50% needed).',
    );
  });

  test('of a paying customer lists the missing criteria, one or several', () => {
    const customer = { ...prospect, type: 'CUSTOMER' as const, isPaying: true, score: 1 / 3 };
    expect(summaryOf({ ...customer, missing: [topTier] })).toBe(
      'Customer since 2 March 2022, 1 criterion short of being a client: not on the top tier (should be); its score is 33.3% (at least 50% needed).',
    );
    expect(summaryOf({ ...customer, missing: [topTier, contact] })).toBe(
      'Customer since 2 March 2022, 2 criteria short of being a client: not on the top tier (should be) and 1 personalized interaction in the last 365 days (at least 3 needed); its score is 33.3% (at least 50% needed).',
    );
  });

  test('of the other types starts with the type and the start date', () => {
    expect(summaryOf({ ...prospect, type: 'TRIAL' })).toMatch(/^On trial since 2 March 2022: /);
    expect(summaryOf({ ...prospect, type: 'FORMER_CLIENT' })).toMatch(/^Former client since 2 March 2022: /);
    expect(summaryOf({ ...prospect, type: 'FORMER_CUSTOMER' })).toMatch(/^Former customer since 2 March 2022: /);
    expect(summaryOf({ ...prospect, type: 'CUSTOMER' })).toMatch(
      /^Customer since 2 March 2022: .*no paid subscription/,
    );
  });
});

describe('for every recorded history', () => {
  /** Returns the sentences of a case at many instants. */
  function sentencesOf(testCase: Case): string[] {
    const history = historyOf(testCase);
    const rules = rulesOf(testCase);
    const steps = relationshipStates(history, rules);
    return [...testCase.instants, ...steps.starts.filter(Number.isFinite).slice(0, 40)].flatMap((t) => {
      const { type, policy, met, isPaying } = valueAt(steps, t);
      const evidence = evidenceAt(history, policy, rules, t);
      const path = lightestPath(policy, met);
      const summary = summaryOf({
        type,
        since: steps.starts[indexAt(steps, t)]!,
        isPaying,
        score: scorerOf(policy).score(met),
        clientScore: policy.clientScore,
        evidence,
        missing: path === null ? [] : evidence.filter((_, i) => contains(path, i)),
      });
      tally('sentences read', evidence.length + 1);
      return [summary, ...evidence.map(sentenceOf)];
    });
  }

  testProperty(
    'no sentence contains undefined, null, NaN, an infinity or a wrong plural such as "1 months"',
    fc.property(cases, (testCase) => {
      for (const sentence of sentencesOf(testCase)) {
        expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|∞|Invalid|\[object/);
        expect(sentence).not.toMatch(/(^|[^\d.,])-0(?![\d.])/);
        expect(sentence).not.toMatch(/(?<![\d.,])1 (?:days|months|times|interactions|expansions|cycles|seats)\b/);
        expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
      }
    }),
  );

  testProperty(
    'every sentence has words between its punctuation marks',
    fc.property(cases, (testCase) => {
      for (const sentence of sentencesOf(testCase)) expect(sentence).not.toMatch(/ {2}|[:;,] ?[:;,.]| [:;,.]/);
    }),
  );

  test('every type has a summary with its start date', () => {
    for (const type of RELATIONSHIP_TYPES) {
      const words = summaryOf({
        type,
        since: at('2024-02-29'),
        isPaying: type === 'CLIENT' || type === 'CUSTOMER',
        score: 1,
        clientScore: 1,
        evidence: [piece(criterion('TENURE_MONTHS', 12), 26)],
        missing: [],
      });
      expect(words).toContain('since 29 February 2024');
    }
  });
});

describe("a transition's sentence", () => {
  const transition = { at: at('2026-06-15'), previousType: 'CUSTOMER', type: 'CLIENT', cause: 'TIME' } as const;

  test.each([
    [transition, 'Became a client on 15 June 2026 because of the passage of time; previously a customer.'],
    [
      { ...transition, type: 'TRIAL', previousType: 'FORMER_CLIENT', cause: 'RECORD' } as const,
      'Started a trial on 15 June 2026 because of a change to its records; previously a former client.',
    ],
    [
      { ...transition, type: 'FORMER_CUSTOMER', previousType: 'TRIAL', cause: 'POLICY' } as const,
      'Became a former customer on 15 June 2026 because of a change to policies or plans; previously on trial.',
    ],
  ])('reads as expected in example %#', (transitionCase, sentence) => {
    expect(transitionSentence(transitionCase)).toBe(sentence);
  });

  test('is one sentence, which differs for each transition and cause', () => {
    const sentences = RELATIONSHIP_TYPES.flatMap((type) =>
      RELATIONSHIP_TYPES.flatMap((previousType) =>
        (['RECORD', 'TIME', 'POLICY'] as const).map((cause) =>
          transitionSentence({ ...transition, type, previousType, cause }),
        ),
      ),
    );
    expect(new Set(sentences).size).toBe(6 * 6 * 3);
    for (const sentence of sentences)
      expect(sentence).toMatch(/^(Became a|Started a trial) [^.;]+; previously [^.;]+\.$/);
  });
});
