/** Concurrent writers that change the same few accounts with every mutation, and the expected records afterwards. */
import type { DataSource } from 'typeorm';
import { encodeId } from '../../src/graphql/ids.js';
import {
  account,
  interaction,
  member,
  phase,
  plan,
  subscription,
  usd,
  type Given,
  type ImportRecords,
} from '../support/records.js';
import { Draw } from '../support/trials.js';

/** Sends a request to the endpoint with the role ADMIN. */
export type Ask = (
  query: string,
  variables: Given,
) => Promise<{ status: number; data: unknown; errors?: readonly { extensions?: { code?: string } }[] }>;

/** The selected field of each mutation. */
const SELECTIONS = {
  accountUpsert: 'account { id }',
  accountDelete: 'deletedId',
  accountMerge: 'account { id }',
  interactionRecord: 'interaction { id }',
  interactionDelete: 'deletedId',
  subscriptionStart: 'subscription { id }',
  subscriptionChange: 'subscription { id }',
  subscriptionCancel: 'subscription { id }',
  subscriptionDelete: 'deletedId',
  memberUpsert: 'member { id }',
  memberDelete: 'deletedId',
  successManagerAssign: 'account { id }',
  import: 'created',
} as const;
type Mutation = keyof typeof SELECTIONS;

/** Codes for a writer whose record a concurrent writer has deleted or changed. */
const CONFLICT_CODES = ['NOT_FOUND', 'CONFLICT', 'OUT_OF_RANGE', 'REQUIRED'];

/** The maximum number of attempts of a request that is refused as OVERLOADED. */
const MAX_ATTEMPTS = 60;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PLANS = ['basic', 'plus', 'top'];
const MEMBERS = ['m0', 'm1'];
/** Accounts that stay, and accounts that are deleted, or merged into each other, and created again. */
const PERMANENT = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
const REPLACED = ['f0', 'f1'];
const ACCOUNTS = [...PERMANENT, ...REPLACED];
/** Prefix of the externalIds of imported interactions. */
const IMPORTED_PREFIX = 'imported ';
const KINDS = { interaction: 'Interaction', subscription: 'AccountSubscription' } as const;

/** The id of an acknowledged record, and the externalId of its account. */
interface Recorded {
  id: string;
  account: string;
}

/** The payload of a mutation; `thing` is null if the mutation was refused, or the record has been deleted since. */
interface Answer<Thing> {
  thing: Thing | null;
  userErrors: { field: string[]; code: string }[];
}

type Change = (draw: Draw, name: string) => Promise<void>;

export class Writers {
  readonly #interactions: Recorded[] = [];
  readonly #subscriptions: Recorded[] = [];
  /** The externalIds of imported interactions. */
  readonly #imported: string[] = [];
  /** The ids of interactions and subscriptions that were deleted individually. */
  readonly #deleted = new Set<string>();

  private constructor(
    private readonly seed: number,
    private readonly ask: (draw: Draw) => Ask,
    private readonly now: () => number,
  ) {}

  /** `ask` is called before each change, like a load balancer; `now` returns roughly the time of the server. */
  static async prepare(seed: number, ask: (draw: Draw) => Ask, now: () => number): Promise<Writers> {
    const writers = new Writers(seed, ask, now);
    await writers.import({
      plans: PLANS.map((name, rank) => plan(name, rank)),
      members: MEMBERS.map((name) => member(name)),
      accounts: ACCOUNTS.map((name) => account(name)),
    });
    return writers;
  }

  /** Imports records that no other writer changes. */
  async import(records: ImportRecords): Promise<void> {
    const { userErrors } = await this.mutate(new Draw(this.seed), 'import', records);
    expect(userErrors).toEqual([]);
  }

  /** Runs the given number of concurrent writers, each of which makes the given number of changes in sequence. */
  async run(writers: number, changes: number, round = 0): Promise<void> {
    const write = async (writer: number): Promise<void> => {
      const draw = new Draw((this.seed * 100 + round) * 100 + writer);
      for (let change = 0; change < changes; change++) {
        await draw.one(this.#changes)(draw, `${round}-${writer}-${change}`);
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  }

  /** Sends a mutation; fails unless the mutation succeeds or is refused because of a concurrent change. */
  private async mutate<Thing>(draw: Draw, mutation: Mutation, input: Given): Promise<Answer<Thing>> {
    const inputType = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${inputType}!) {
      ${mutation}(input: $input) { thing: ${SELECTIONS[mutation]} userErrors { field message code } }
    }`;
    const variables = { input: { ...input, idempotencyKey: crypto.randomUUID() } };
    for (let attempt = 1; ; attempt++) {
      const { status, data, errors = [] } = await this.ask(draw)(query, variables);
      if (errors[0]?.extensions?.code === 'OVERLOADED' && attempt < MAX_ATTEMPTS) continue;
      expect({ mutation, status, errors }).toEqual({ mutation, status: 200, errors: [] });
      const answer = (data as Record<string, Answer<Thing>>)[mutation]!;
      for (const { code } of answer.userErrors) expect(CONFLICT_CODES).toContain(code);
      return answer;
    }
  }

  /** Returns an instant in the last `days` days. */
  private past = (draw: Draw, days: number): string => this.from(-draw.number(1, days * DAY_MS));
  /** Returns an instant in the next two days. */
  private soon = (draw: Draw): string => this.from(draw.number(1, 48 * HOUR_MS));
  private from = (ms: number): string => new Date(this.now() + ms).toISOString();

  private record: Change = async (draw, note) => {
    const name = draw.one(ACCOUNTS);
    const { thing } = await this.mutate<{ id: string }>(draw, 'interactionRecord', {
      account: { externalId: name },
      kind: draw.one(['SUPPORT', 'CALL', 'MEETING', 'ADVOCACY', 'PURCHASE']),
      occurredAt: this.past(draw, 400),
      personalized: draw.one([true, false]),
      note,
    });
    if (thing) this.#interactions.push({ ...thing, account: name });
  };

  private start: Change = async (draw) => {
    const name = draw.one(ACCOUNTS);
    const { thing } = await this.mutate<{ id: string }>(draw, 'subscriptionStart', {
      account: { externalId: name },
      plan: { externalId: draw.one(PLANS) },
      startsAt: this.past(draw, 800),
      trialEndsAt: draw.one([null, null, this.soon(draw)]),
      unitPrice: usd(String(draw.number(1, 500))),
      billingInterval: draw.one(['MONTH', 'YEAR']),
      termMonths: draw.one([0, 12]),
      tailored: draw.one([true, false]),
    });
    if (thing) this.#subscriptions.push({ ...thing, account: name });
  };

  private change: Change = async (draw) => {
    if (this.#subscriptions.length === 0) return;
    await this.mutate(draw, 'subscriptionChange', {
      subscription: { id: draw.one(this.#subscriptions).id },
      at: draw.one([null, this.past(draw, 100), this.soon(draw)]),
      quantity: draw.number(1, 9),
      plan: { externalId: draw.one(PLANS) },
      status: 'ACTIVE',
    });
  };

  private cancel: Change = async (draw) => {
    if (this.#subscriptions.length === 0) return;
    await this.mutate(draw, 'subscriptionCancel', {
      subscription: { id: draw.one(this.#subscriptions).id },
      at: draw.one([null, this.past(draw, 100), this.soon(draw)]),
    });
  };

  private importSome: Change = async (draw, name) => {
    const first = draw.one(PERMANENT);
    const second = draw.one(ACCOUNTS.filter((other) => other !== first));
    const interactions = [1, 2, 3].map((i) =>
      interaction(`${IMPORTED_PREFIX}${name}-${i}`, first, this.past(draw, 400)),
    );
    const { userErrors } = await this.mutate(draw, 'import', {
      // A change of plans blocks other writers from creating accounts.
      plans: draw.one([[], [], [plan(draw.one(PLANS), draw.number(0, 5))]]),
      accounts: [first, second].map((externalId) => ({ externalId, name: externalId, domain: `${name}.example` })),
      subscriptions: [subscription(`of ${first}`, first, [phase(this.past(draw, 900))])],
      interactions,
    });
    const refused = userErrors.map(({ field: [kind, i] }) => kind === 'interactions' && Number(i));
    this.#imported.push(...interactions.flatMap(({ externalId }, i) => (refused.includes(i) ? [] : externalId)));
  };

  private deleteOf = async (
    draw: Draw,
    mutation: 'interactionDelete' | 'subscriptionDelete',
    of: readonly Recorded[],
  ): Promise<void> => {
    if (of.length === 0) return;
    const by = { id: draw.one(of).id };
    const { thing } = await this.mutate<string>(draw, mutation, { [mutation.replace('Delete', '')]: by });
    if (thing) this.#deleted.add(thing);
  };

  /** Deletes an account and creates it again. */
  private replace: Change = async (draw) => {
    const externalId = draw.one(REPLACED);
    await this.mutate(draw, 'accountDelete', { account: { externalId } });
    await this.mutate(draw, 'accountUpsert', { externalId, name: externalId });
  };

  /** Merges one of these accounts into the other, and creates it again. */
  private merge: Change = async (draw) => {
    const from = draw.one(REPLACED);
    const into = REPLACED.find((name) => name !== from)!;
    await this.mutate(draw, 'accountMerge', { from: { externalId: from }, into: { externalId: into } });
    await this.mutate(draw, 'accountUpsert', { externalId: from, name: from });
  };

  private assign: Change = async (draw) => {
    const account = { externalId: draw.one(ACCOUNTS) };
    await this.mutate(draw, 'successManagerAssign', { account, member: { externalId: draw.one(MEMBERS) } });
  };

  private replaceMember: Change = async (draw) => {
    const externalId = draw.one(MEMBERS);
    await this.mutate(draw, 'memberDelete', { member: { externalId } });
    await this.mutate(draw, 'memberUpsert', { externalId, name: externalId });
  };

  /** A change that is listed several times is drawn more often. */
  readonly #changes: readonly Change[] = [
    ...[this.record, this.record, this.record, this.start, this.start, this.change, this.change, this.cancel],
    ...[this.importSome, this.importSome, this.replace, this.merge, this.assign, this.replaceMember],
    (draw) => this.deleteOf(draw, 'interactionDelete', this.#interactions),
    (draw) => this.deleteOf(draw, 'subscriptionDelete', this.#subscriptions),
  ];

  /**
   * Fails unless exactly the records that were acknowledged and not deleted exist, each once. For accounts that are
   * deleted and created again, some records may be missing, because they were deleted with the account.
   */
  async expectAllThereOnce(operator: DataSource, workspaceId: string): Promise<void> {
    await this.expectThere(operator, workspaceId, 'interaction', this.#interactions);
    await this.expectThere(operator, workspaceId, 'subscription', this.#subscriptions);
    const imported = await operator.query<{ externalId: string }[]>(
      `SELECT external_id AS "externalId" FROM interaction
       WHERE workspace_id = $1 AND external_id LIKE '${IMPORTED_PREFIX}%' ORDER BY 1`,
      [workspaceId],
    );
    expect(imported.map(({ externalId }) => externalId)).toEqual(this.#imported.toSorted());
  }

  private async expectThere(
    operator: DataSource,
    workspaceId: string,
    table: 'interaction' | 'subscription',
    acknowledged: readonly Recorded[],
  ): Promise<void> {
    const rows = await operator.query<{ id: string; account: string }[]>(
      `SELECT t.id, a.external_id AS account FROM ${table} t
       JOIN account a ON a.workspace_id = t.workspace_id AND a.id = t.account_id
       WHERE t.workspace_id = $1 AND a.external_id = ANY ($2) AND t.external_id IS NULL`,
      [workspaceId, ACCOUNTS],
    );
    const expected = acknowledged.filter(({ id }) => !this.#deleted.has(id));
    const idsOf = (all: readonly Recorded[], accounts: readonly string[]): string[] =>
      all.flatMap(({ id, account }) => (accounts.includes(account) ? id : [])).sort();
    const stored = rows.map(({ id, account }) => ({ id: encodeId(KINDS[table], id), account }));
    expect(idsOf(stored, PERMANENT)).toEqual(idsOf(expected, PERMANENT));
    expect(idsOf(expected, REPLACED)).toEqual(expect.arrayContaining(idsOf(stored, REPLACED)));
  }
}
