/**
 * Probes every argument and input field that could refer to a record of another workspace. A new argument needs a probe
 * here, or an entry in NAMES_NOTHING below. A probe is an operation with `$v`: a value of another workspace, one that
 * exists nowhere, and one of the caller's workspace.
 */
import type { IdPrefix } from './records.js';
import { comparator, connection, externalId, id, reference, texts, version, type Probe } from './probing.js';

const ERRORS = 'userErrors { field code message }';
const TERMS = 'unitPrice: { amount: "49.00", currencyCode: "USD" }, billingInterval: MONTH';
const HAPPENED = 'kind: CALL, occurredAt: "2025-07-01T09:00:00Z"';
const CHARGED = 'at: "2025-07-01T09:00:00Z", amount: { amount: "1.00", currencyCode: "USD" }';
const PHASE = `from: "2025-01-01T00:00:00Z", status: ACTIVE, ${TERMS}`;
/** One item, on the plan $v, instead of a plan and a price. */
const ITEM = `items: [{ planExternalId: $v, role: BASE, unitPrice: { amount: "49.00", currencyCode: "USD" } }], billingInterval: MONTH`;
const ITEM_PHASE = `from: "2025-01-01T00:00:00Z", status: ACTIVE, ${ITEM}`;
const OWN_ACCOUNT = 'account: { externalId: "own" }';
const OWN_PLAN = 'plan: { externalId: "own-basic" }';

/** Returns a mutation by its name and the selection of its payload, and then by the fields of its input. */
const mutates =
  (name: string, shown = '') =>
  (given: string, type = 'ID'): string =>
    `mutation ($v: ${type}!) { ${name}(input: { ${given} }) { ${shown} ${ERRORS} } }`;
const imports = (given: string): string => mutates('import', 'created updated unchanged refused')(given, 'String');
const starts = mutates('subscriptionStart', 'subscription { status }');
const changesTerms = mutates('subscriptionChange', 'subscription { status }');
const charges = mutates('usageRecord', 'usageRecord { externalId }');
const records = mutates('interactionRecord', 'interaction { account { name } }');
const upsertsAccount = mutates('accountUpsert', 'account { name domain successManager { name } }');
const upsertsPlan = mutates('planUpsert', 'plan { name rank offeredFrom }');
const upsertsMember = mutates('memberUpsert', 'member { name email }');
const merges = mutates('accountMerge', 'account { name }');
const assigns = mutates('successManagerAssign', 'account { name }');

const finds = (field: string, shown: string) => (by: string, type: string) =>
  `query ($v: ${type}!) { ${field}(by: ${by}) { ${shown} } }`;
const lists = (field: string, given: string, type = 'String'): string =>
  `query ($v: ${type}!) { ${field}(filter: { ${given} }) { totalCount nodes { __typename } } }`;
const listsOfAccount = (field: string, given: string, type: string): string =>
  `query ($v: ${type}!) { account(by: { externalId: "shared" }) { ${field}(filter: { ${given} }) { totalCount nodes { __typename } } } }`;
const POLICY =
  '{ name: "P", clientScore: 1, criteria: [{ fact: SEATS, comparison: AT_LEAST, threshold: 1, weight: 1 }] }';

/** The identity of a record, as all have it in the test's other system. */
const IN_CRM = '{ source: "crm", externalId: $v }';
const ITEM_IN_CRM = ITEM.replace('planExternalId: $v', `planIdentity: ${IN_CRM}`);
const importsSubscription = (fields: string, plan: string): string =>
  imports(`subscriptions: [{ ${fields}, phases: [{ ${plan}, ${PHASE} }] }]`);
const classifies = (fields: string): string =>
  `query ($v: String!) { classify(input: { interactions: [], subscriptions: [{ phases: [{ ${fields} }] }] }) { type evidence { observed } } }`;

/** Probes the identities that a mutation adds to the record `other`, and those that it removes from the record `own`. */
const identities = (
  mutation: string,
  record: string,
  ...[theirs, ours, own, other]: [theirs: string, ours: string, own: string, other: string]
): Record<string, Probe[]> => ({
  [`Mutation.${mutation}.input.identities.externalId`]: [
    externalId(theirs, ours, mutates(mutation)(`${other}, identities: [${IN_CRM}]`, 'String')),
  ],
  [`Mutation.${mutation}.input.removeIdentities.externalId`]: [
    externalId(
      theirs,
      ours,
      mutates(mutation, `${record} { identities { source } }`)(`${own}, removeIdentities: [${IN_CRM}]`, 'String'),
    ),
  ],
});

const NODES: IdPrefix[] = [
  ...(['Workspace', 'ApiKey', 'Account', 'AccountSubscription', 'Interaction'] as const),
  ...(['Plan', 'Policy', 'Member', 'RelationshipChange'] as const),
];

/** For each mutation, an input that can be sent twice with the same result, unless its idempotencyKey is taken. */
const REPEATABLE: Record<string, string> = {
  accountDelete: 'account: { externalId: "no such" }',
  accountMerge: 'from: { externalId: "no such" }, into: { externalId: "other" }',
  accountUpsert: 'externalId: "own", name: "Own"',
  apiKeyCreate: 'name: "New", role: READER',
  apiKeyRevoke: 'id: "key_01h455vb4pex5vsknk084sn02q"',
  exchangeRateDelete: 'currencyCode: "SEK", from: "2024-01-01"',
  exchangeRateUpsert: 'currencyCode: "EUR", from: "2024-01-01", rate: "1.1"',
  import: 'accounts: [{ externalId: "own", name: "own" }]',
  interactionDelete: 'interaction: { externalId: "no such" }',
  interactionRecord: `${OWN_ACCOUNT}, ${HAPPENED}`,
  memberDelete: 'member: { externalId: "no such" }',
  memberUpsert: 'externalId: "own-mia", name: "Mia"',
  planDelete: 'plan: { externalId: "no such" }',
  planUpsert: 'externalId: "own-basic", name: "Basic"',
  policyPublish: `policy: ${POLICY}, expectedVersion: 9`,
  subscriptionCancel: 'subscription: { externalId: "own-1" }, at: "2027-01-01T00:00:00Z"',
  subscriptionChange: 'subscription: { externalId: "own-1" }, quantity: 2',
  subscriptionDelete: 'subscription: { externalId: "no such" }',
  subscriptionStart: `${OWN_ACCOUNT}, ${OWN_PLAN}, ${TERMS}`,
  subscriptionUncancel: 'subscription: { externalId: "own-1" }',
  successManagerAssign: `${OWN_ACCOUNT}, member: { externalId: "own-mia" }`,
  usageRecord: `${OWN_ACCOUNT}, ${CHARGED}, externalId: "own-usage"`,
};
const KEYS = Object.entries(REPEATABLE).map(([name, given]): [coordinate: string, Probe[]] => [
  `Mutation.${name}.input.idempotencyKey`,
  [externalId('their-key', 'own-key', mutates(name)(`${given}, idempotencyKey: $v`, 'String'))],
]);

/** The connections that are paginated, by the field that returns them. */
const PAGES: Record<string, Parameters<typeof connection>[2]> = {
  'Query.accounts': {},
  'Query.interactions': {},
  'Query.members': {},
  'Query.policies': {},
  'Query.relationshipChanges': {},
  'Query.renewals': { args: 'from: "2025-01-01", to: "2026-12-31"', node: '{ subscription { id } }' },
  'Query.worklist': { node: '{ account { id } }' },
  'Account.subscriptions': { of: 'account' },
  'Account.interactions': { of: 'account' },
};
const CURSORS = Object.entries(PAGES).flatMap(([coordinate, how]) =>
  (['after', 'before'] as const)
    // The worklist is only read forward.
    .filter((argument) => coordinate !== 'Query.worklist' || argument === 'after')
    .map((argument): [coordinate: string, Probe[]] => [
      `${coordinate}.${argument}`,
      connection(argument, coordinate.split('.')[1]!, how),
    ]),
);

export const PROBES: Record<string, Probe[]> = {
  'Query.node.id': NODES.map((kind) => id(kind, 'query ($v: ID!) { node(id: $v) { __typename id } }')),
  'Query.nodes.ids': NODES.map((kind) => id(kind, 'query ($v: ID!) { nodes(ids: [$v]) { __typename id } }')),
  ...reference('Query.account.by', 'account', finds('account', 'name')),
  ...reference('Query.subscription.by', 'subscription', finds('subscription', 'status')),
  ...reference('Query.interaction.by', 'interaction', finds('interaction', 'kind')),
  ...reference('Query.plan.by', 'plan', finds('plan', 'name')),
  ...reference('Query.member.by', 'member', finds('member', 'name')),
  'Query.policy.version': [version('query ($v: Int!) { policy(version: $v) { name } }')],
  'Policy.differences.fromVersion': [
    version('query ($v: Int!) { policy { differences(fromVersion: $v) { summary } } }'),
  ],
  ...texts('Query.accounts.filter.name', 'acme', 'own', (name) => lists('accounts', `name: ${name}`)),
  ...texts('Query.accounts.filter.externalId', 'acme', 'own', (text) => lists('accounts', `externalId: ${text}`)),
  ...texts('Query.accounts.filter.domain', 'acme.example', 'own.example', (text) =>
    lists('accounts', `domain: ${text}`),
  ),
  ...texts('Query.members.filter.name', 'mia', 'own-mia', (name) => lists('members', `name: ${name}`)),
  ...comparator('Query.accounts.filter.plan', 'plan', (plan, type) => lists('accounts', `plan: ${plan}`, type)),
  ...comparator('Query.accounts.filter.successManager', 'member', (member, type) =>
    lists('accounts', `successManager: ${member}`, type),
  ),
  ...reference('Query.interactions.filter.account', 'account', (account, type) =>
    lists('interactions', `account: ${account}`, type),
  ),
  ...comparator('Query.interactions.filter.member', 'member', (member, type) =>
    lists('interactions', `member: ${member}`, type),
  ),
  ...reference('Query.relationshipChanges.filter.account', 'account', (account, type) =>
    lists('relationshipChanges', `account: ${account}`, type),
  ),
  ...reference('Query.relationshipChanges.filter.successManager', 'member', (member, type) =>
    lists('relationshipChanges', `successManager: ${member}`, type),
  ),
  ...reference('Account.interactions.filter.account', 'account', (account, type) =>
    listsOfAccount('interactions', `account: ${account}`, type),
  ),
  ...comparator('Account.interactions.filter.member', 'member', (member, type) =>
    listsOfAccount('interactions', `member: ${member}`, type),
  ),
  ...comparator('Account.subscriptions.filter.plan', 'plan', (plan, type) =>
    listsOfAccount('subscriptions', `plan: ${plan}`, type),
  ),
  'Query.classify.input.subscriptions.phases.planExternalId': [
    externalId(
      'top',
      'own-basic',
      `query ($v: String!) { classify(input: { interactions: [], subscriptions: [{ phases: [{ planExternalId: $v, ${PHASE} }] }] }) {
         type evidence { observed } } }`,
    ),
  ],

  'Query.classify.input.subscriptions.phases.items.planExternalId': [
    externalId(
      'top',
      'own-basic',
      `query ($v: String!) { classify(input: { interactions: [], subscriptions: [{ phases: [{ ${ITEM_PHASE} }] }] }) {
         type evidence { observed } } }`,
    ),
  ],

  ...Object.fromEntries([...CURSORS, ...KEYS]),

  'Mutation.accountUpsert.input.id': [id('Account', upsertsAccount('id: $v, name: "Mine now"'))],
  'Mutation.accountUpsert.input.externalId': [
    externalId('acme', 'own', upsertsAccount('externalId: $v, domain: "mine.example"', 'String')),
    externalId('acme', 'own-2', upsertsAccount('externalId: $v, name: "Mine too"', 'String')),
  ],
  ...reference('Mutation.accountUpsert.input.successManager', 'member', (member, type) =>
    upsertsAccount(`externalId: "own", successManager: ${member}`, type),
  ),
  'Mutation.planUpsert.input.id': [id('Plan', upsertsPlan('id: $v, name: "Mine now"'))],
  'Mutation.planUpsert.input.externalId': [
    externalId('basic', 'own-basic', upsertsPlan('externalId: $v, name: "Mine now"', 'String')),
    externalId('basic', 'own-basic', upsertsPlan('externalId: $v, name: "Mine too", rank: 5', 'String')),
  ],
  'Mutation.memberUpsert.input.id': [id('Member', upsertsMember('id: $v, name: "Mine now"'))],
  'Mutation.memberUpsert.input.externalId': [
    externalId('mia', 'own-mia', upsertsMember('externalId: $v, email: "me@own.example"', 'String')),
    externalId('mia', 'own-mia', upsertsMember('externalId: $v, name: "Mine too"', 'String')),
  ],
  ...reference('Mutation.successManagerAssign.input.account', 'account', (account, type) =>
    assigns(`account: ${account}, member: null`, type),
  ),
  ...reference('Mutation.successManagerAssign.input.member', 'member', (member, type) =>
    assigns(`${OWN_ACCOUNT}, member: ${member}`, type),
  ),
  ...reference('Mutation.subscriptionStart.input.account', 'account', (account, type) =>
    starts(`${TERMS}, account: ${account}, ${OWN_PLAN}`, type),
  ),
  ...reference('Mutation.subscriptionStart.input.plan', 'plan', (plan, type) =>
    starts(`${TERMS}, ${OWN_ACCOUNT}, plan: ${plan}`, type),
  ),
  'Mutation.subscriptionStart.input.externalId': [
    externalId('acme-1', 'own-1', starts(`${TERMS}, ${OWN_ACCOUNT}, ${OWN_PLAN}, externalId: $v`, 'String')),
  ],
  'Mutation.subscriptionStart.input.items.planExternalId': [
    externalId('basic', 'own-basic', starts(`${OWN_ACCOUNT}, ${ITEM}`, 'String')),
  ],
  'Mutation.subscriptionChange.input.items.planExternalId': [
    externalId('basic', 'own-basic', changesTerms(`subscription: { externalId: "own-1" }, ${ITEM}`, 'String')),
  ],
  ...reference('Mutation.subscriptionChange.input.subscription', 'subscription', (subscription, type) =>
    changesTerms(`subscription: ${subscription}, quantity: 2`, type),
  ),
  ...reference('Mutation.subscriptionChange.input.plan', 'plan', (plan, type) =>
    changesTerms(`subscription: { externalId: "own-1" }, plan: ${plan}`, type),
  ),
  ...reference('Mutation.subscriptionCancel.input.subscription', 'subscription', (subscription, type) =>
    mutates('subscriptionCancel', 'subscription { status }')(`subscription: ${subscription}`, type),
  ),
  ...reference('Mutation.subscriptionUncancel.input.subscription', 'subscription', (subscription, type) =>
    mutates('subscriptionUncancel', 'subscription { status }')(`subscription: ${subscription}`, type),
  ),
  ...reference('Mutation.interactionRecord.input.account', 'account', (account, type) =>
    records(`${HAPPENED}, account: ${account}`, type),
  ),
  ...reference('Mutation.interactionRecord.input.member', 'member', (member, type) =>
    records(`${HAPPENED}, ${OWN_ACCOUNT}, member: ${member}`, type),
  ),
  'Mutation.interactionRecord.input.id': [id('Interaction', records(`${HAPPENED}, ${OWN_ACCOUNT}, id: $v`))],
  'Mutation.interactionRecord.input.externalId': [
    // The caller's own interaction belongs to another account, so that the mutation is refused.
    externalId(
      'call-1',
      'own-call',
      records(`${HAPPENED}, account: { externalId: "own-2" }, externalId: $v`, 'String'),
    ),
  ],
  ...reference('Mutation.usageRecord.input.account', 'account', (account, type) =>
    charges(`${CHARGED}, externalId: "new", account: ${account}`, type),
  ),
  // The caller's own record belongs to another account, so that the mutation is refused.
  'Mutation.usageRecord.input.externalId': [
    externalId(
      'usage-1',
      'own-usage',
      charges(`${CHARGED}, account: { externalId: "own-2" }, externalId: $v`, 'String'),
    ),
  ],
  ...Object.assign(
    {},
    ...(['account', 'plan', 'member', 'subscription', 'interaction'] as const).map((kind) =>
      reference(`Mutation.${kind}Delete.input.${kind}`, kind, (named, type) =>
        mutates(`${kind}Delete`, 'deletedId')(`${kind}: ${named}`, type),
      ),
    ),
  ),
  ...reference('Mutation.accountMerge.input.from', 'account', (from, type) =>
    merges(`from: ${from}, into: { externalId: "shared" }`, type),
  ),
  ...reference('Mutation.accountMerge.input.into', 'account', (into, type) =>
    merges(`from: { externalId: "shared" }, into: ${into}`, type),
  ),
  ...identities('accountUpsert', 'account', 'acme', 'own', 'externalId: "own"', 'externalId: "own-2"'),
  ...identities('planUpsert', 'plan', 'basic', 'own-basic', 'externalId: "own-basic"', 'externalId: "shared-plan"'),
  ...identities('memberUpsert', 'member', 'mia', 'own-mia', 'externalId: "own-mia"', 'externalId: "own-tom"'),
  ...identities(
    'interactionRecord',
    'interaction',
    'call-1',
    'own-call',
    `${HAPPENED}, ${OWN_ACCOUNT}, externalId: "own-call"`,
    `${HAPPENED}, account: { externalId: "shared" }, externalId: "shared-2"`,
  ),
  ...identities(
    'subscriptionChange',
    'subscription',
    'acme-1',
    'own-1',
    'subscription: { externalId: "own-1" }',
    'subscription: { externalId: "shared-2" }',
  ),
  'Mutation.subscriptionStart.input.identities.externalId': [
    externalId('acme-1', 'own-1', starts(`${TERMS}, ${OWN_ACCOUNT}, ${OWN_PLAN}, identities: [${IN_CRM}]`, 'String')),
  ],
  'Mutation.subscriptionStart.input.items.planIdentity.externalId': [
    externalId('basic', 'own-basic', starts(`${OWN_ACCOUNT}, ${ITEM_IN_CRM}`, 'String')),
  ],
  'Mutation.subscriptionChange.input.items.planIdentity.externalId': [
    externalId('basic', 'own-basic', changesTerms(`subscription: { externalId: "own-1" }, ${ITEM_IN_CRM}`, 'String')),
  ],
  'Query.classify.input.subscriptions.phases.planIdentity.externalId': [
    externalId('top', 'own-basic', classifies(`planIdentity: ${IN_CRM}, ${PHASE}`)),
  ],
  'Query.classify.input.subscriptions.phases.items.planIdentity.externalId': [
    externalId('top', 'own-basic', classifies(`from: "2025-01-01T00:00:00Z", status: ACTIVE, ${ITEM_IN_CRM}`)),
  ],
  'Mutation.import.input.plans.identities.externalId': [
    externalId('basic', 'own-basic', imports(`plans: [{ identities: [${IN_CRM}], name: "Mine", rank: 7 }]`)),
  ],
  'Mutation.import.input.members.identities.externalId': [
    externalId('mia', 'own-mia', imports(`members: [{ identities: [${IN_CRM}], name: "Mine" }]`)),
  ],
  'Mutation.import.input.accounts.identities.externalId': [
    externalId('acme', 'own', imports(`accounts: [{ identities: [${IN_CRM}], name: "Mine" }]`)),
  ],
  'Mutation.import.input.accounts.successManagerIdentity.externalId': [
    externalId(
      'mia',
      'own-mia',
      imports(`accounts: [{ externalId: "new", name: "New", successManagerIdentity: ${IN_CRM} }]`),
    ),
  ],
  'Mutation.import.input.subscriptions.identities.externalId': [
    externalId(
      'acme-1',
      'own-1',
      importsSubscription(`identities: [${IN_CRM}], accountExternalId: "own-2"`, 'planExternalId: "own-basic"'),
    ),
  ],
  'Mutation.import.input.subscriptions.accountIdentity.externalId': [
    externalId(
      'acme',
      'own',
      importsSubscription(`externalId: "new", accountIdentity: ${IN_CRM}`, 'planExternalId: "own-basic"'),
    ),
  ],
  'Mutation.import.input.subscriptions.phases.planIdentity.externalId': [
    externalId(
      'basic',
      'own-basic',
      importsSubscription('externalId: "new", accountExternalId: "own"', `planIdentity: ${IN_CRM}`),
    ),
  ],
  'Mutation.import.input.subscriptions.phases.items.planIdentity.externalId': [
    externalId(
      'basic',
      'own-basic',
      imports(
        `subscriptions: [{ externalId: "new", accountExternalId: "own", phases: [{ from: "2025-01-01T00:00:00Z", status: ACTIVE, ${ITEM_IN_CRM} }] }]`,
      ),
    ),
  ],
  'Mutation.import.input.usage.accountIdentity.externalId': [
    externalId('acme', 'own', imports(`usage: [{ externalId: "new", accountIdentity: ${IN_CRM}, ${CHARGED} }]`)),
  ],
  'Mutation.import.input.interactions.identities.externalId': [
    externalId(
      'call-1',
      'own-call',
      imports(`interactions: [{ identities: [${IN_CRM}], accountExternalId: "own-2", ${HAPPENED} }]`),
    ),
  ],
  'Mutation.import.input.interactions.accountIdentity.externalId': [
    externalId(
      'acme',
      'own',
      imports(`interactions: [{ externalId: "new", accountIdentity: ${IN_CRM}, ${HAPPENED} }]`),
    ),
  ],
  'Mutation.import.input.interactions.memberIdentity.externalId': [
    externalId(
      'mia',
      'own-mia',
      imports(
        `interactions: [{ externalId: "new", accountExternalId: "own", memberIdentity: ${IN_CRM}, ${HAPPENED} }]`,
      ),
    ),
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
  'Mutation.import.input.subscriptions.phases.items.planExternalId': [
    externalId(
      'basic',
      'own-basic',
      imports(`subscriptions: [{ externalId: "new", accountExternalId: "own", phases: [{ ${ITEM_PHASE} }] }]`),
    ),
  ],
  'Mutation.import.input.usage.externalId': [
    externalId('usage-1', 'own-usage', imports(`usage: [{ externalId: $v, accountExternalId: "own-2", ${CHARGED} }]`)),
  ],
  'Mutation.import.input.usage.accountExternalId': [
    externalId('acme', 'own', imports(`usage: [{ externalId: "new", accountExternalId: $v, ${CHARGED} }]`)),
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
 * Names of arguments and input fields that refer to no record, listed by their own name or, if the name is ambiguous,
 * together with the name of the field they belong to.
 */
export const NAMES_NOTHING = new Set([
  // Numbers.
  ...['first', 'last', 'termMonths', 'effortMinutes', 'windowDays', 'gapDays', 'purchaseDays', 'rank'],
  ...['billingPeriod.count', 'noticeDays'],
  ...['months', 'periods', 'discountedExpectedResidualLifetime.renewals'],
  ...['eq', 'in', 'gt', 'gte', 'lt', 'lte'].map((comparison) => `tenureMonths.${comparison}`),
  // Names and descriptions.
  // The source of an identity says nothing without its externalId.
  'source',
  ...['name', 'domain', 'desiredOutcome', 'email', 'note', 'discounts.code'],
]);
