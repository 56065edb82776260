/** Random sequences of every operation that records facts of three accounts, and a client that sends them. */
import fc from 'fast-check';
import { rollOut } from '../../src/derivation/rollout.service.js';
import { usd, type Given } from '../support/records.js';
import { DAY, tally } from '../support/histories.js';
import type { TestServer, TestWorkspace } from '../support/server.js';

export const ACCOUNTS = ['a', 'b', 'c'];
export const MEMBERS = ['mia', 'noah'];
/** Two per account, so that concurrent writers collide. */
const SUBSCRIPTIONS = ACCOUNTS.flatMap((account) => [`${account}1`, `${account}2`]);
const INTERACTIONS = ACCOUNTS.flatMap((account) => [1, 2, 3, 4].map((i) => `${account}-${i}`));
const PLANS = ['basic', 'top', 'summit'];
const accountOf = (externalId: string): string => externalId[0]!;

/** Ages in whole days, or a millisecond more or less. A negative age lies in the future. */
const ages = fc
  .record({
    days: fc.oneof(fc.constantFrom(0, 1, 30, 90, 365, 366, 730, 731), fc.integer({ min: 0, max: 1_200 })),
    ms: fc.constantFrom(0, 0, 0, 1, -1),
  })
  .map(({ days, ms }) => days * DAY + ms);
const datesAround = fc.oneof(
  { weight: 4, arbitrary: ages },
  { weight: 1, arbitrary: fc.integer({ min: -400, max: -1 }).map((days) => days * DAY) },
);

const terms = fc.record({
  quantity: fc.constantFrom(1, 1, 2, 7),
  unitPrice: fc.constantFrom('0.00', '49.00', '49.00', '0.07', '1200.50').map(usd),
  billingInterval: fc.constantFrom('MONTH', 'MONTH', 'QUARTER', 'YEAR'),
  termMonths: fc.constantFrom(0, 0, 12, 24),
  tailored: fc.boolean(),
});
const details = fc.record({
  kind: fc.constantFrom('SUPPORT', 'MEETING', 'CALL', 'ADVOCACY', 'PURCHASE', 'ONBOARDING'),
  personalized: fc.boolean(),
  initiative: fc.constantFrom('US', 'THEM', 'UNKNOWN'),
  sentiment: fc.option(fc.constantFrom(-1, 0.25, 1)),
});

const subscription = fc.constantFrom(...SUBSCRIPTIONS);
const interaction = fc.constantFrom(...INTERACTIONS);
const plan = fc.constantFrom(...PLANS);
const phase = fc.record({
  length: fc.integer({ min: 1, max: 500 }),
  gap: fc.constantFrom(0, 0, 0, 10, 30, 31, 100),
  plan,
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'TRIALING', 'PAUSED', 'PAST_DUE'),
  terms,
});
type PhaseSpec = typeof phase extends fc.Arbitrary<infer P> ? P : never;
const phases = fc.array(phase, { minLength: 1, maxLength: 4 });

const operation = fc.oneof(
  fc.record({
    do: fc.constant('start' as const),
    ...{ subscription, plan, terms, age: datesAround },
    trialDays: fc.option(fc.constantFrom(1, 14, 30), { freq: 2 }),
  }),
  fc.record({ do: fc.constant('cancel' as const), subscription, age: fc.option(datesAround) }),
  fc.record({
    do: fc.constant('change' as const),
    ...{ subscription, age: fc.option(datesAround) },
    given: fc.record(
      {
        plan: plan.map((externalId) => ({ externalId })),
        status: fc.constantFrom('ACTIVE', 'ACTIVE', 'PAUSED', 'PAST_DUE', 'TRIALING'),
        quantity: fc.constantFrom(1, 2, 7),
        unitPrice: fc.constantFrom('0.00', '49.00', '1200.50').map(usd),
        billingInterval: fc.constantFrom('MONTH', 'QUARTER', 'YEAR'),
        termMonths: fc.constantFrom(0, 12, 24),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    do: fc.constant('import' as const),
    subscriptions: fc.uniqueArray(fc.record({ subscription, age: datesAround, phases, isOpen: fc.boolean() }), {
      maxLength: 3,
      selector: ({ subscription }) => subscription,
    }),
    interactions: fc.uniqueArray(fc.record({ interaction, details, age: ages }), {
      maxLength: 3,
      selector: ({ interaction }) => interaction,
    }),
  }),
  fc.record({ do: fc.constant('record' as const), interaction, details, age: ages }),
  fc.record({ do: fc.constant('record' as const), interaction, details, age: ages }),
  fc.record({ do: fc.constant('delete' as const), interaction }),
  fc.record({ do: fc.constant('plan' as const), plan, rank: fc.nat(4), age: fc.option(datesAround) }),
  fc.record({
    do: fc.constant('offer' as const),
    plan,
    given: fc.record({ rank: fc.nat(4), offeredFrom: fc.option(datesAround) }, { requiredKeys: [] }),
  }),
  fc.record({
    do: fc.constant('erase' as const),
    named: fc.oneof(
      { weight: 2, arbitrary: fc.tuple(fc.constant('account' as const), fc.constantFrom(...ACCOUNTS)) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('subscription' as const), subscription) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('plan' as const), plan) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('member' as const), fc.constantFrom(...MEMBERS)) },
    ),
  }),
  fc.record({
    do: fc.constant('merge' as const),
    from: fc.constantFrom(...ACCOUNTS),
    into: fc.constantFrom(...ACCOUNTS),
  }),
  fc.record({ do: fc.constant('hire' as const), member: fc.constantFrom(...MEMBERS) }),
  fc.record({
    do: fc.constant('assign' as const),
    account: fc.constantFrom(...ACCOUNTS),
    member: fc.option(fc.constantFrom(...MEMBERS)),
  }),
  fc.record({
    do: fc.constant('rename' as const),
    account: fc.constantFrom(...ACCOUNTS),
    name: fc.constantFrom('Émile', 'Zoë'),
  }),
  fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0, 1, 14, 30, 180, 366) }),
  fc.record({ do: fc.constant('look' as const) }),
  fc.record({ do: fc.constant('roll out' as const) }),
);
export type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

/** The operations of each of two concurrent writers. */
export const writers = fc.tuple(fc.array(operation, { maxLength: 12 }), fc.array(operation, { maxLength: 12 }));

const MUTATIONS = {
  subscriptionStart: 'SubscriptionStartInput',
  subscriptionChange: 'SubscriptionChangeInput',
  subscriptionCancel: 'SubscriptionCancelInput',
  interactionRecord: 'InteractionRecordInput',
  interactionDelete: 'InteractionDeleteInput',
  successManagerAssign: 'SuccessManagerAssignInput',
  accountUpsert: 'AccountUpsertInput',
  planUpsert: 'PlanUpsertInput',
  planDelete: 'PlanDeleteInput',
  memberUpsert: 'MemberUpsertInput',
  memberDelete: 'MemberDeleteInput',
  accountDelete: 'AccountDeleteInput',
  accountMerge: 'AccountMergeInput',
  subscriptionDelete: 'SubscriptionDeleteInput',
  import: 'ImportInput',
} as const;

/** Sends operations. Fails if a response is neither a success nor userErrors. */
export class Writer {
  constructor(
    private readonly server: TestServer,
    private readonly workspace: TestWorkspace,
  ) {}

  async run(operations: readonly Operation[]): Promise<void> {
    for (const operation of operations) await this.send(operation);
  }

  private send(operation: Operation): Promise<unknown> {
    switch (operation.do) {
      case 'start': {
        const { subscription, plan, terms, age, trialDays } = operation;
        return this.mutate('subscriptionStart', {
          externalId: subscription,
          account: { externalId: accountOf(subscription) },
          plan: { externalId: plan },
          startsAt: this.ago(age),
          trialEndsAt: trialDays && this.ago(age - trialDays * DAY),
          ...terms,
        });
      }
      case 'cancel': {
        const at = operation.age === null ? null : this.ago(operation.age);
        return this.mutate('subscriptionCancel', { subscription: { externalId: operation.subscription }, at });
      }
      case 'change': {
        const at = operation.age === null ? undefined : this.ago(operation.age);
        const subscription = { externalId: operation.subscription };
        return this.mutate('subscriptionChange', { subscription, at, ...operation.given });
      }
      case 'import':
        return this.mutate('import', {
          subscriptions: operation.subscriptions.map(({ subscription, ...given }) => ({
            externalId: subscription,
            accountExternalId: accountOf(subscription),
            phases: this.phasesOf(given),
          })),
          interactions: operation.interactions.map(({ interaction, details, age }) => ({
            externalId: interaction,
            accountExternalId: accountOf(interaction),
            occurredAt: this.ago(age),
            ...details,
          })),
        });
      case 'record': {
        const { interaction, details, age } = operation;
        const account = { externalId: accountOf(interaction) };
        return this.mutate('interactionRecord', {
          externalId: interaction,
          account,
          occurredAt: this.ago(age),
          ...details,
        });
      }
      case 'delete':
        return this.mutate('interactionDelete', { interaction: { externalId: operation.interaction } });
      case 'plan': {
        const { plan, rank, age } = operation;
        const offeredFrom = age === null ? null : this.ago(age);
        return this.mutate('import', { plans: [{ externalId: plan, name: plan, rank, offeredFrom }] });
      }
      case 'offer': {
        const { plan, given } = operation;
        const offeredFrom = typeof given.offeredFrom === 'number' ? this.ago(given.offeredFrom) : given.offeredFrom;
        return this.mutate('planUpsert', { externalId: plan, name: plan, ...given, offeredFrom });
      }
      case 'erase': {
        const [kind, externalId] = operation.named;
        return this.mutate(`${kind}Delete`, { [kind]: { externalId } });
      }
      case 'merge':
        return this.mutate('accountMerge', {
          from: { externalId: operation.from },
          into: { externalId: operation.into },
        });
      case 'hire':
        return this.mutate('memberUpsert', { externalId: operation.member, name: operation.member });
      case 'assign': {
        const member = operation.member && { externalId: operation.member };
        return this.mutate('successManagerAssign', { account: { externalId: operation.account }, member });
      }
      case 'rename':
        return this.mutate('accountUpsert', { externalId: operation.account, name: operation.name });
      case 'wait':
        this.server.clock.now += operation.days * DAY;
        return Promise.resolve();
      case 'look':
        return this.ask('{ accounts { totalCount } clientBase { borderline } }');
      case 'roll out':
        return rollOut(this.workspace.scope());
    }
  }

  private ago(age: number): string {
    return new Date(this.server.clock.now - age).toISOString();
  }

  private phasesOf({ age, phases, isOpen }: { age: number; phases: PhaseSpec[]; isOpen: boolean }): Given[] {
    let at = this.server.clock.now - age;
    return phases.map(({ length, gap, plan, status, terms }, i) => {
      const from = at;
      const to = from + length * DAY;
      at = to + gap * DAY;
      const isLast = i === phases.length - 1;
      return {
        from: new Date(from).toISOString(),
        to: isLast && isOpen ? null : new Date(to).toISOString(),
        planExternalId: plan,
        status,
        ...terms,
      };
    });
  }

  private async mutate(name: keyof typeof MUTATIONS, input: Given): Promise<void> {
    const text = `mutation ($input: ${MUTATIONS[name]}!) { result: ${name}(input: $input) { userErrors { message } } }`;
    const data = (await this.ask(text, { input })) as { result: { userErrors: unknown[] } };
    tally(data.result.userErrors.length === 0 ? 'mutations carried out' : 'mutations refused');
  }

  private async ask(text: string, variables: Given = {}): Promise<unknown> {
    const { data, errors } = await this.workspace.ask(text, variables);
    expect(errors).toBeUndefined();
    return data;
  }
}
