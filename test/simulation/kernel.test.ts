import fc from 'fast-check';
import type { Instant } from '../../src/classification/calendar.js';
import { toHistory, type History } from '../../src/classification/history.js';
import { valueAt } from '../../src/classification/steps.js';
import {
  periodAt,
  relationshipStates,
  timeline,
  type RelationshipType,
  type Rules,
} from '../../src/classification/timeline.js';
import type { Policy } from '../../src/classification/policy.js';
import { typeLeftBehind, WhatIf } from '../../src/classification/what-if.js';
import { candidateInstants } from '../classification/oracle.js';
import {
  cases,
  historyOf,
  oracleRulesOf,
  policies,
  reportTallies,
  rulesOf,
  tally,
  testProperty,
  type Case,
} from '../support/histories.js';

afterAll(reportTallies);

/** The same question asked of the whole timeline: the draft is one more version, which holds from then on. */
const typeByTimeline = (history: History, rules: Rules, draft: Policy, at: Instant): RelationshipType =>
  valueAt(relationshipStates(history, { ...rules, policies: [...rules.policies, draft] }), at).type;

/** As the simulation asks: with no more of the history than it reads, and with the past as it is stored. */
function typeByWhatIf({ phases, interactions }: History, rules: Rules, draft: Policy, at: Instant): RelationshipType {
  const whatIf = new WhatIf(draft, { ...rules, policies: [] }, at);
  const begun = phases.filter(({ from }) => from <= at);
  const purchases = interactions.filter(
    (one) => one.kind === 'PURCHASE' && whatIf.purchasesAfter < one.at && one.at <= at,
  );
  const opening = whatIf.bySubscriptions(toHistory(begun, purchases));
  if (opening === null) {
    const periods = timeline({ phases, interactions }, rules);
    const { type } = periodAt(periods, at);
    if (type === 'PROSPECT' || type.startsWith('FORMER_')) return type;
    const last = periods.findLast((period) => period.from < at && period.type !== 'TRIAL');
    return typeLeftBehind(last?.type ?? 'PROSPECT');
  }
  if (typeof opening === 'string') return opening;
  const contacts = interactions.filter((one) => whatIf.contactsAfter < one.at && one.at <= at);
  tally('accounts whose contacts decided');
  return whatIf.byContacts(toHistory(begun, contacts), opening);
}

/** Wherever anything might turn, under the draft too. */
const instantsOf = (made: Case, history: History, draft: Policy): Instant[] => [
  ...new Set([
    ...candidateInstants(history, { ...oracleRulesOf(made), policies: [...made.policies, draft] }),
    ...made.instants,
  ]),
];

testProperty(
  'a draft held from an instant on makes of every account there what the whole timeline makes of it',
  fc.property(cases, policies, fc.nat(3), (made, drawn, rolledOut) => {
    const history = historyOf(made);
    // An account is judged by the versions that were rolled out to it, the first one among them.
    const version = 1 + (rolledOut % made.policies.length);
    const rules = rulesOf({ ...made, policies: made.policies.filter((policy) => policy.version <= version) });
    for (const at of instantsOf(made, history, drawn)) {
      const draft = { ...drawn, version: version + 1, effectiveFrom: at };
      const expected = typeByTimeline(history, rules, draft, at);
      tally(`instants with the type ${expected}`);
      expect({ at, type: typeByWhatIf(history, rules, draft, at) }).toEqual({ at, type: expected });
    }
  }),
);
