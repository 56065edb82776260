/**
 * Every argument and input field that could name another workspace's record, and how that is tried. Whoever adds one
 * adds a line: here a probe, or below that it names nothing.
 *
 * A probe is an operation with `$v`: what another workspace has, what nobody has, and what the asker's has.
 */
import type { IdPrefix } from './records.js';
import { connection, externalId, id, version, type Probe } from './probing.js';

const ERRORS = 'userErrors { field code message }';
const TERMS = 'unitPrice: { amount: "49.00", currencyCode: "USD" }, billingInterval: MONTH';
const HAPPENED = 'kind: CALL, occurredAt: "2025-07-01T09:00:00Z"';
const PHASE = `from: "2025-01-01T00:00:00Z", status: ACTIVE, ${TERMS}`;
const OWN_ACCOUNT = 'account: { externalId: "own" }';
const OWN_PLAN = 'plan: { externalId: "own-basic" }';

const imports = (records: string): string =>
  `mutation ($v: String!) { import(input: { ${records} }) { created updated unchanged refused ${ERRORS} } }`;
const starts = (given: string, type = 'ID'): string =>
  `mutation ($v: ${type}!) { subscriptionStart(input: { ${TERMS}, ${given} }) { subscription { status } ${ERRORS} } }`;
const records = (given: string, type = 'ID'): string =>
  `mutation ($v: ${type}!) { interactionRecord(input: { ${HAPPENED}, ${given} }) { interaction { account { name } } ${ERRORS} } }`;
const upserts = (given: string, type = 'ID'): string =>
  `mutation ($v: ${type}!) { accountUpsert(input: { ${given} }) { account { name domain successManager { name } } ${ERRORS} } }`;
const assigns = (given: string, type = 'ID'): string =>
  `mutation ($v: ${type}!) { successManagerAssign(input: { ${given} }) { account { name } ${ERRORS} } }`;
const cancels = (given: string, type = 'ID'): string =>
  `mutation ($v: ${type}!) { subscriptionCancel(input: { subscription: { ${given} } }) { subscription { status } ${ERRORS} } }`;
const deletes = (given: string, type = 'ID'): string =>
  `mutation ($v: ${type}!) { interactionDelete(input: { interaction: { ${given} } }) { deletedId ${ERRORS} } }`;
const changes = (given: string, type = 'ID'): string =>
  `query ($v: ${type}!) { relationshipChanges(filter: { account: { ${given} } }) { totalCount nodes { type } } }`;
const POLICY =
  '{ name: "P", clientScore: 1, criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }';

const NODES: IdPrefix[] = [
  ...(['Workspace', 'ApiKey', 'Account', 'AccountSubscription', 'Interaction'] as const),
  ...(['Plan', 'Policy', 'Member', 'RelationshipChange'] as const),
];

export const PROBES: Record<string, Probe[]> = {
  'Query.node.id': NODES.map((kind) => id(kind, 'query ($v: ID!) { node(id: $v) { __typename id } }')),
  'Query.account.by.id': [id('Account', 'query ($v: ID!) { account(by: { id: $v }) { name } }')],
  'Query.account.by.externalId': [
    externalId('acme', 'own', 'query ($v: String!) { account(by: { externalId: $v }) { name } }'),
  ],
  'Query.subscription.by.id': [
    id('AccountSubscription', 'query ($v: ID!) { subscription(by: { id: $v }) { status } }'),
  ],
  'Query.subscription.by.externalId': [
    externalId('acme-1', 'own-1', 'query ($v: String!) { subscription(by: { externalId: $v }) { status } }'),
  ],
  'Query.interaction.by.id': [id('Interaction', 'query ($v: ID!) { interaction(by: { id: $v }) { kind } }')],
  'Query.interaction.by.externalId': [
    externalId('call-1', 'own-call', 'query ($v: String!) { interaction(by: { externalId: $v }) { kind } }'),
  ],
  'Query.policy.version': [version('query ($v: Int!) { policy(version: $v) { name } }')],
  'Policy.differences.fromVersion': [
    version('query ($v: Int!) { policy { differences(fromVersion: $v) { summary } } }'),
  ],
  'Query.relationshipChanges.filter.account.id': [id('Account', changes('id: $v'))],
  'Query.relationshipChanges.filter.account.externalId': [
    externalId('acme', 'own', changes('externalId: $v', 'String')),
  ],
  'Query.classify.input.subscriptions.phases.planExternalId': [
    externalId(
      'top',
      'own-basic',
      `query ($v: String!) { classify(input: { interactions: [], subscriptions: [{ phases: [{ planExternalId: $v, ${PHASE} }] }] }) {
         type evidence { observed } } }`,
    ),
  ],

  'Query.accounts.after': [connection('after', 'accounts')],
  'Query.accounts.before': [connection('before', 'accounts')],
  'Query.members.after': [connection('after', 'members')],
  'Query.members.before': [connection('before', 'members')],
  'Query.policies.after': [connection('after', 'policies')],
  'Query.policies.before': [connection('before', 'policies')],
  'Query.relationshipChanges.after': [connection('after', 'relationshipChanges')],
  'Query.relationshipChanges.before': [connection('before', 'relationshipChanges')],
  'Account.subscriptions.after': [connection('after', 'subscriptions', 'ofAccount')],
  'Account.subscriptions.before': [connection('before', 'subscriptions', 'ofAccount')],
  'Account.interactions.after': [connection('after', 'interactions', 'ofAccount')],
  'Account.interactions.before': [connection('before', 'interactions', 'ofAccount')],

  'Mutation.accountUpsert.input.id': [id('Account', upserts('id: $v, name: "Mine now"'))],
  'Mutation.accountUpsert.input.externalId': [
    externalId('acme', 'own', upserts('externalId: $v, domain: "mine.example"', 'String')),
    externalId('acme', 'own-2', upserts('externalId: $v, name: "Mine too"', 'String')),
  ],
  'Mutation.accountUpsert.input.successManager.id': [
    id('Member', upserts('externalId: "own", successManager: { id: $v }')),
  ],
  'Mutation.accountUpsert.input.successManager.externalId': [
    externalId('mia', 'own-mia', upserts('externalId: "own", successManager: { externalId: $v }', 'String')),
  ],
  'Mutation.successManagerAssign.input.account.id': [id('Account', assigns('account: { id: $v }, member: null'))],
  'Mutation.successManagerAssign.input.account.externalId': [
    externalId('acme', 'own', assigns('account: { externalId: $v }, member: null', 'String')),
  ],
  'Mutation.successManagerAssign.input.member.id': [id('Member', assigns(`${OWN_ACCOUNT}, member: { id: $v }`))],
  'Mutation.successManagerAssign.input.member.externalId': [
    externalId('mia', 'own-mia', assigns(`${OWN_ACCOUNT}, member: { externalId: $v }`, 'String')),
  ],
  'Mutation.subscriptionStart.input.account.id': [id('Account', starts(`account: { id: $v }, ${OWN_PLAN}`))],
  'Mutation.subscriptionStart.input.account.externalId': [
    externalId('acme', 'own', starts(`account: { externalId: $v }, ${OWN_PLAN}`, 'String')),
  ],
  'Mutation.subscriptionStart.input.plan.id': [id('Plan', starts(`${OWN_ACCOUNT}, plan: { id: $v }`))],
  'Mutation.subscriptionStart.input.plan.externalId': [
    externalId('basic', 'own-basic', starts(`${OWN_ACCOUNT}, plan: { externalId: $v }`, 'String')),
  ],
  'Mutation.subscriptionStart.input.externalId': [
    externalId('acme-1', 'own-1', starts(`${OWN_ACCOUNT}, ${OWN_PLAN}, externalId: $v`, 'String')),
  ],
  'Mutation.subscriptionCancel.input.subscription.id': [id('AccountSubscription', cancels('id: $v'))],
  'Mutation.subscriptionCancel.input.subscription.externalId': [
    externalId('acme-1', 'own-1', cancels('externalId: $v', 'String')),
  ],
  'Mutation.interactionRecord.input.account.id': [id('Account', records('account: { id: $v }'))],
  'Mutation.interactionRecord.input.account.externalId': [
    externalId('acme', 'own', records('account: { externalId: $v }', 'String')),
  ],
  'Mutation.interactionRecord.input.member.id': [id('Member', records(`${OWN_ACCOUNT}, member: { id: $v }`))],
  'Mutation.interactionRecord.input.member.externalId': [
    externalId('mia', 'own-mia', records(`${OWN_ACCOUNT}, member: { externalId: $v }`, 'String')),
  ],
  'Mutation.interactionRecord.input.id': [id('Interaction', records(`${OWN_ACCOUNT}, id: $v`))],
  'Mutation.interactionRecord.input.externalId': [
    // Of the asker's it is another account's, and refused.
    externalId('call-1', 'own-call', records('account: { externalId: "own-2" }, externalId: $v', 'String')),
  ],
  'Mutation.interactionDelete.input.interaction.id': [id('Interaction', deletes('id: $v'))],
  'Mutation.interactionDelete.input.interaction.externalId': [
    externalId('call-1', 'own-call', deletes('externalId: $v', 'String')),
  ],
  'Mutation.policyPublish.input.expectedVersion': [
    version(
      `mutation ($v: Int!) { policyPublish(input: { policy: ${POLICY}, expectedVersion: $v }) { policy { version } ${ERRORS} } }`,
    ),
  ],
  'Mutation.apiKeyRevoke.input.id': [
    id('ApiKey', `mutation ($v: ID!) { apiKeyRevoke(input: { id: $v }) { apiKey { name } ${ERRORS} } }`),
  ],
  'Mutation.import.input.plans.externalId': [
    externalId('basic', 'own-basic', imports('plans: [{ externalId: $v, name: "Mine", rank: 7 }]')),
  ],
  'Mutation.import.input.members.externalId': [
    externalId('mia', 'own-mia', imports('members: [{ externalId: $v, name: "Mine" }]')),
  ],
  'Mutation.import.input.accounts.externalId': [
    externalId('acme', 'own', imports('accounts: [{ externalId: $v, name: "Mine" }]')),
  ],
  'Mutation.import.input.accounts.successManagerExternalId': [
    externalId(
      'mia',
      'own-mia',
      imports('accounts: [{ externalId: "new", name: "New", successManagerExternalId: $v }]'),
    ),
  ],
  'Mutation.import.input.subscriptions.externalId': [
    externalId(
      'acme-1',
      'own-1',
      imports(
        `subscriptions: [{ externalId: $v, accountExternalId: "own-2", phases: [{ planExternalId: "own-basic", ${PHASE} }] }]`,
      ),
    ),
  ],
  'Mutation.import.input.subscriptions.accountExternalId': [
    externalId(
      'acme',
      'own',
      imports(
        `subscriptions: [{ externalId: "new", accountExternalId: $v, phases: [{ planExternalId: "own-basic", ${PHASE} }] }]`,
      ),
    ),
  ],
  'Mutation.import.input.subscriptions.phases.planExternalId': [
    externalId(
      'basic',
      'own-basic',
      imports(
        `subscriptions: [{ externalId: "new", accountExternalId: "own", phases: [{ planExternalId: $v, ${PHASE} }] }]`,
      ),
    ),
  ],
  'Mutation.import.input.interactions.externalId': [
    externalId(
      'call-1',
      'own-call',
      imports(`interactions: [{ externalId: $v, accountExternalId: "own-2", ${HAPPENED} }]`),
    ),
  ],
  'Mutation.import.input.interactions.accountExternalId': [
    externalId('acme', 'own', imports(`interactions: [{ externalId: "new", accountExternalId: $v, ${HAPPENED} }]`)),
  ],
  'Mutation.import.input.interactions.memberExternalId': [
    externalId(
      'mia',
      'own-mia',
      imports(`interactions: [{ externalId: "new", accountExternalId: "own", memberExternalId: $v, ${HAPPENED} }]`),
    ),
  ],
};

/**
 * Texts and numbers that are what they say: by the argument or the field of an input, and what has the same name
 * everywhere by that of what it is about, too.
 */
export const NAMES_NOTHING = new Set([
  // How many.
  ...['first', 'last', 'quantity', 'termMonths', 'effortMinutes', 'windowDays', 'gapDays', 'purchaseDays', 'rank'],
  // What something is called, or is about.
  ...['name', 'name.eq', 'name.startsWith', 'domain', 'desiredOutcome', 'email', 'note'],
]);
