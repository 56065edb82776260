/** Calls of SDK clients while a process is killed, and the expected records afterwards. */
import type { DataSource } from 'typeorm';
import { Clientele, type ImportRecord } from '../../sdk/src/index.js';
import { Role } from '../../src/graphql/role.js';
import { expectDerivedTablesToEqualRebuild } from '../support/rebuild.js';
import { addWorkspace } from '../support/workspaces.js';

/** Accounts of the bulk import. With their other records they need more than one call. */
const ACCOUNTS = 240;
const CALLERS = 3;
const CHANGES_PER_CALLER = 8;

/** The minimum number of calls of a workload, each of them a transaction. */
export const LEAST_CALLS = CALLERS * CHANGES_PER_CALLER;

/** Options of a client that waits for a server to come back. */
const RETRY_OPTIONS = { maxRetries: 100, timeoutMs: 120_000 };

const price = { amount: '49.00', currencyCode: 'USD' } as const;

const BASE: readonly ImportRecord[] = [
  { plan: { externalId: 'basic', name: 'Basic', rank: 1 } },
  { account: { externalId: 'regular', name: 'Regular' } },
];

function* bulk(): Generator<ImportRecord> {
  for (let i = 0; i < ACCOUNTS; i++) {
    const accountExternalId = `account-${i}`;
    yield { account: { externalId: accountExternalId, name: `Account ${i}` } };
    yield {
      subscription: {
        externalId: `subscription-${i}`,
        accountExternalId,
        phases: [
          {
            from: '2025-01-31T00:00:00Z',
            planExternalId: 'basic',
            status: 'ACTIVE',
            unitPrice: price,
            billingInterval: 'MONTH',
          },
        ],
      },
    };
    for (const day of ['01', '02', '03']) {
      const occurredAt = `2025-06-${day}T09:00:00Z`;
      yield { interaction: { externalId: `call-${i}-${day}`, accountExternalId, occurredAt, kind: 'SUPPORT' } };
    }
  }
}

const BULK = ACCOUNTS * 5;

export class Workload {
  /** Notes of the acknowledged interactions. */
  readonly #notes: string[] = [];
  #subscriptions = 0;
  readonly #ending = new AbortController();

  private constructor(
    private readonly operator: DataSource,
    private readonly workspaceId: string,
    private readonly client: Clientele,
  ) {}

  /** Creates a workspace. `endpoint` is called before each attempt, like a load balancer. */
  static async prepare(operator: DataSource, endpoint: () => string): Promise<Workload> {
    const { id, key } = await addWorkspace(operator, Date.now(), Role.ADMIN);
    const client = new Clientele({
      url: endpoint(),
      apiKey: key,
      fetch: (_, init) => fetch(endpoint(), init),
      ...RETRY_OPTIONS,
    });
    await client.import(BASE);
    return new Workload(operator, id, client);
  }

  /** The number of acknowledged single changes. */
  get acknowledged(): number {
    return this.#notes.length + this.#subscriptions;
  }

  /** Imports records and makes single changes concurrently; resolves once all are acknowledged. */
  async run(): Promise<void> {
    const callers = Array.from({ length: CALLERS }, (_, caller) => this.#change(caller));
    const [imported] = await Promise.all([
      this.client.import(bulk(), { ...RETRY_OPTIONS, signal: this.#ending.signal }),
      ...callers,
    ]);
    // Records imported twice would be counted as updated or unchanged.
    expect(imported).toEqual({ created: BULK, updated: 0, unchanged: 0, refused: 0, refusals: [], notices: [] });
  }

  /** Aborts the pending calls of a failed trial. */
  giveUp(): void {
    this.#ending.abort();
  }

  /** Creates records without an externalId, which would exist twice if a call were executed twice. */
  async #change(caller: number): Promise<void> {
    const account = { externalId: 'regular' };
    const { signal } = this.#ending;
    for (let i = 0; i < CHANGES_PER_CALLER; i++) {
      if (i % 4 === 3) {
        const plan = { externalId: 'basic' };
        await this.client.subscriptionStart({ account, plan, unitPrice: price, billingInterval: 'MONTH' }, { signal });
        this.#subscriptions++;
      } else {
        const note = `${caller}-${i}`;
        const occurredAt = `2025-07-0${1 + i}T09:00:00Z`;
        await this.client.interactionRecord({ account, occurredAt, kind: 'SUPPORT', note }, { signal });
        this.#notes.push(note);
      }
    }
  }

  /** Fails unless each acknowledged record exists exactly once and the derived rows equal those of a rebuild. */
  async expectAllThereOnce(): Promise<void> {
    const rows = await this.operator.query<{ note: string }[]>(
      'SELECT note FROM interaction WHERE workspace_id = $1 AND note IS NOT NULL',
      [this.workspaceId],
    );
    expect(rows.map(({ note }) => note).sort()).toEqual(this.#notes.toSorted());
    const [counts] = await this.operator.query<Record<string, number>[]>(
      `SELECT (SELECT count(*)::int FROM account WHERE workspace_id = $1) AS accounts,
        (SELECT count(*)::int FROM subscription WHERE workspace_id = $1) AS subscriptions,
        (SELECT count(*)::int FROM interaction WHERE workspace_id = $1) AS interactions,
        (SELECT count(*)::int FROM kept_answer WHERE workspace_id = $1 AND answer IS NULL) AS unanswered`,
      [this.workspaceId],
    );
    expect(counts).toEqual({
      accounts: ACCOUNTS + 1,
      subscriptions: ACCOUNTS + this.#subscriptions,
      interactions: ACCOUNTS * 3 + this.#notes.length,
      unanswered: 0,
    });
    await expectDerivedTablesToEqualRebuild(this.operator, this.workspaceId);
  }
}
