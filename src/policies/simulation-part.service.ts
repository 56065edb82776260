import type { Client } from 'pg';
import type { Instant } from '../classification/calendar.js';
import {
  toHistory,
  type BillingIntervalMonths,
  type History,
  type Initiative,
  type Interaction,
  type InteractionKind,
  type Phase,
  type PhaseStatus,
} from '../classification/history.js';
import type { RelationshipType } from '../classification/timeline.js';
import { copyRows, uuidsOfKeys, type CopiedRow, type Copy } from '../database/copy.js';
import { toTimestamp } from '../database/instants.js';
import { sqlOn, type Sql } from '../database/statement.js';
import { copyContacts, copyPhases, copyPurchases, copyStandings, selectPartEnd } from './simulation.sql.js';

/** Accounts that are held in memory at once, twice: one part is looked at while the next one is read. */
export const PART_SIZE = 10_000;
const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000';
const AFTER_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** An account as it stands now, and what was read of its history. */
export interface PartAccount {
  /** Its id, as CopiedRow reads it. */
  key: string;
  now: RelationshipType;
  mrrMinor: number;
  phases: Phase[];
  interactions: Interaction[];
}
export type Part = Map<string, PartAccount>;

/** Reads a workspace's accounts part by part, in the order of their ids, over one connection and in its snapshot. */
export class PartReader {
  readonly sql: Sql;
  private after: string | null = BEFORE_ALL_IDS;
  /** A connection does one thing after the other. */
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly workspaceId: string,
    private readonly asOf: Instant,
    private readonly purchasesAfter: Instant,
  ) {
    const sql = sqlOn(client, workspaceId);
    this.sql = { run: (statement, ...values) => this.inTurn(() => sql.run(statement, ...values)) };
  }

  /** The next part, with all phases begun and the purchases that may count; null after the last one. */
  async nextPart(): Promise<Part | null> {
    const { after } = this;
    if (after === null) return null;
    const [end] = await this.sql.run(selectPartEnd, after, PART_SIZE - 1);
    this.after = end?.id ?? null;
    const range = [after, end?.id ?? AFTER_ALL_IDS, toTimestamp(this.asOf)];
    const part: Part = new Map();
    await this.copy([
      { statement: copyStandings, values: range, take: (row) => addAccount(part, row) },
      { statement: copyPhases, values: range, take: (row) => addPhase(part, row) },
      {
        statement: copyPurchases,
        values: [...range, toTimestamp(this.purchasesAfter)],
        take: (row) => addInteraction(part, row),
      },
    ]);
    return part;
  }

  /** Reads the interactions of some accounts of a part that happened after an instant. */
  async readContacts(part: Part, accounts: readonly PartAccount[], after: Instant): Promise<void> {
    for (const account of accounts) account.interactions = [];
    const ids = `{${uuidsOfKeys(accounts.map(({ key }) => key)).join(',')}}`;
    const values = [ids, toTimestamp(this.asOf), toTimestamp(after)];
    await this.copy([{ statement: copyContacts, values, take: (row) => addInteraction(part, row) }]);
  }

  private copy(copies: readonly Copy[]): Promise<void> {
    return this.inTurn(() => copyRows(this.client, this.workspaceId, copies));
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.lastTurn.then(work);
    this.lastTurn = result.catch(() => undefined);
    return result;
  }
}

function addAccount(part: Part, row: CopiedRow): void {
  const key = row.key();
  part.set(key, {
    key,
    now: row.word() as RelationshipType,
    mrrMinor: row.bigint(),
    phases: [],
    interactions: [],
  });
}

function addPhase(part: Part, row: CopiedRow): void {
  part.get(row.key())!.phases.push({
    subscriptionId: row.key(),
    from: row.timestamp(),
    to: row.timestamp(),
    status: row.word() as PhaseStatus,
    planRank: row.integer(),
    quantity: row.integer(),
    unitPriceMinor: row.bigint(),
    intervalMonths: row.smallint() as BillingIntervalMonths,
    termMonths: row.smallint(),
    tailored: row.boolean(),
  });
}

function addInteraction(part: Part, row: CopiedRow): void {
  part.get(row.key())!.interactions.push({
    // Only evidence tells interactions of one instant apart.
    id: '',
    at: row.timestamp(),
    kind: row.word() as InteractionKind,
    personalized: row.boolean(),
    initiative: row.word() as Initiative,
    sentimentHundredths: row.smallintOrNull(),
  });
}

/** Rows come in any order, but mostly in the one that the kernel relies on: sorting is dearer than looking. */
export const historyOf = (account: PartAccount): History =>
  isInOrder(account) ? account : toHistory(account.phases, account.interactions);

function isInOrder({ phases, interactions }: History): boolean {
  for (let i = 1; i < phases.length; i++) {
    const [one, next] = [phases[i - 1]!, phases[i]!];
    if (one.from > next.from || (one.from === next.from && one.to > next.to)) return false;
  }
  for (let i = 1; i < interactions.length; i++) if (interactions[i - 1]!.at > interactions[i]!.at) return false;
  return true;
}
