import fc from 'fast-check';
import type { Instant } from '../../src/classification/calendar.js';
import { toHistory, type History } from '../../src/classification/history.js';
import { valueAt } from '../../src/classification/steps.js';
import {
  periodAt,
  relationshipStates,
  timeline,
  type Period,
  type RelationshipType,
  type Rules,
} from '../../src/classification/timeline.js';
import type { Policy } from '../../src/classification/policy.js';
import { typeLeftBehind, WhatIf } from '../../src/classification/what-if.js';
import { candidateInstants } from '../classification/oracle.js';
import {
  cases,
  historyOf,
  oracleHistoryOf,
  oracleRulesOf,
  policies,
  reportTallies,
  rulesOf,
  tally,
  testProperty,
  type Case,
} from '../support/histories.js';

afterAll(reportTallies);

/** Computes the type from the whole timeline: the draft is one more version, in force from the instant. */
const typeByTimeline = (history: History, rules: Rules, draft: Policy, at: Instant): RelationshipType =>
  valueAt(relationshipStates(history, { ...rules, policies: [...rules.policies, draft] }), at).type;

/** Computes the type as the simulation does: from only the records that it reads, and from the stored past. */
function typeByWhatIf(
  { phases, interactions }: Case,
  periods: readonly Period[],
  rules: Rules,
  draft: Policy,
  at: Instant,
): RelationshipType {
  const whatIf = new WhatIf(draft, { ...rules, policies: [] }, at);
  const { zone } = rules;
  const read = phases.filter(({ from }) => from <= whatIf.phasesUntil);
  const purchases = interactions.filter(
    (one) => one.kind === 'PURCHASE' && whatIf.purchasesAfter < one.at && one.at <= at,
  );
  const opening = whatIf.bySubscriptions(toHistory(read, purchases, zone));
  if (opening === null) {
    const { type } = periodAt(periods, at);
    if (type === 'PROSPECT' || type.startsWith('FORMER_')) return type;
    const last = periods.findLast((period) => period.from < at && period.type !== 'TRIAL');
    return typeLeftBehind(last?.type ?? 'PROSPECT');
  }
  if (typeof opening === 'string') return opening;
  const contacts = interactions.filter((one) => whatIf.contactsAfter < one.at && one.at <= at);
  tally('accounts whose contacts decided');
  return whatIf.byContacts(toHistory(read, contacts, zone), opening);
}

/** Returns every instant at which the type could change, under the draft too. */
const instantsOf = (generated: Case, draft: Policy): Instant[] => [
  ...new Set([
    ...candidateInstants(oracleHistoryOf(generated), {
      ...oracleRulesOf(generated),
      policies: [...generated.policies, draft],
    }),
    ...generated.instants,
  ]),
];

testProperty(
  'a draft in force from an instant classifies each account at that instant as the whole timeline does',
  fc.property(cases, policies, fc.nat(3), (generated, drawn, rolledOut) => {
    const history = historyOf(generated);
    // An account is classified by the versions that were rolled out to it, including the first one.
    const version = 1 + (rolledOut % generated.policies.length);
    const rules = rulesOf({ ...generated, policies: generated.policies.filter((policy) => policy.version <= version) });
    const periods = timeline(history, rules);
    for (const at of instantsOf(generated, drawn)) {
      const draft = { ...drawn, version: version + 1, effectiveFrom: at };
      const expected = typeByTimeline(history, rules, draft, at);
      tally(`instants with the type ${expected}`);
      expect({ at, type: typeByWhatIf(generated, periods, rules, draft, at) }).toEqual({ at, type: expected });
    }
  }),
);
