import pg from 'pg';
import { DataSource } from 'typeorm';
import { CreateClientBase1764000000000 } from '../../migrations/1764000000000-create-client-base.js';
import { OrderAnnouncementsAndMembers1764000100000 } from '../../migrations/1764000100000-order-announcements-and-members.js';
import { LookPastWorkspaces1764000200000 } from '../../migrations/1764000200000-look-past-workspaces.js';
import { NoteKeyUse1764000210000 } from '../../migrations/1764000210000-note-key-use.js';
import { IndexLists1764000300000 } from '../../migrations/1764000300000-index-lists.js';
import { IndexInteractions1764000310000 } from '../../migrations/1764000310000-index-interactions.js';
import { RecordErasures1764000400000 } from '../../migrations/1764000400000-record-erasures.js';
import { KeepAnswers1764000400001 } from '../../migrations/1764000400001-keep-answers.js';
import { IndexMovements1764000500000 } from '../../migrations/1764000500000-index-movements.js';
import { ForeseeLostClients1764000500001 } from '../../migrations/1764000500001-foresee-lost-clients.js';
import { IndexTurns1764000500002 } from '../../migrations/1764000500002-index-turns.js';
import { KeepStretches1764000600000 } from '../../migrations/1764000600000-keep-stretches.js';
import { KeepEvidence1764000700000 } from '../../migrations/1764000700000-keep-evidence.js';
import { StoreCurrencyDigits1764000800000 } from '../../migrations/1764000800000-store-currency-digits.js';
import { KeepChangedRecords1764000910000 } from '../../migrations/1764000910000-keep-changed-records.js';
import { AllowEmptyPhases1764000920000 } from '../../migrations/1764000920000-allow-empty-phases.js';
import { MarkFirstSightings1764000930000 } from '../../migrations/1764000930000-mark-first-sightings.js';
import { EncryptCursors1764000940000 } from '../../migrations/1764000940000-encrypt-cursors.js';
import { FoldNamesAgain1764000950000 } from '../../migrations/1764000950000-fold-names-again.js';
import { StoreClockChanges1764000960000 } from '../../migrations/1764000960000-store-clock-changes.js';
import { RecordCancellations1764000970000 } from '../../migrations/1764000970000-record-cancellations.js';
import { StoreRenewals1764000990000 } from '../../migrations/1764000990000-store-renewals.js';
import { DeriveAgain1764001000000 } from '../../migrations/1764001000000-derive-again.js';
import { DelayAnnouncements1764001040000 } from '../../migrations/1764001040000-delay-announcements.js';
import { IndexKeptAccounts1764001050000 } from '../../migrations/1764001050000-index-kept-accounts.js';
import { RecordBilling1764001060000 } from '../../migrations/1764001060000-record-billing.js';
import { ApplyExchangeRates1764001070000 } from '../../migrations/1764001070000-apply-exchange-rates.js';
import { RecordUsage1764001080000 } from '../../migrations/1764001080000-record-usage.js';
import { RecordIdentities1764001090000 } from '../../migrations/1764001090000-record-identities.js';
import { AccountEntity } from '../accounts/account.entity.js';
import { IdempotencyRecordEntity } from '../idempotency/idempotency-record.entity.js';
import { InteractionEntity } from '../interactions/interaction.entity.js';
import { MemberEntity } from '../members/member.entity.js';
import { PlanEntity } from '../plans/plan.entity.js';
import { PolicyEntity } from '../policies/policy.entity.js';
import { RolloutEntity } from '../derivation/rollout.entity.js';
import { AccountNowEntity } from '../derivation/account-now.entity.js';
import { AccountPeriodEntity } from '../derivation/account-period.entity.js';
import { AccountRenewalEntity } from '../derivation/account-renewal.entity.js';
import { ChangeSequenceEntity } from '../derivation/change-sequence.entity.js';
import { AppliedRateEntity } from '../derivation/applied-rate.entity.js';
import { ExchangeRateEntity } from '../money/exchange-rate.entity.js';
import { RecordIdentityEntity } from '../identities/record-identity.entity.js';
import { UsageRecordEntity } from '../usage/usage-record.entity.js';
import { ErasureEntity } from '../deletion/erasure.entity.js';
import { RelationshipChangeEntity } from '../derivation/relationship-change.entity.js';
import { SubscriptionPhaseEntity } from '../subscriptions/subscription-phase.entity.js';
import { SubscriptionEntity } from '../subscriptions/subscription.entity.js';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';
import { WorkspaceConnection } from '../database/workspace-connection.js';
import { checkConnection, type Actor } from '../database/connection-check.js';
import type { FindOutage } from '../database/pool.js';
import { columnTypes } from '../database/instants.js';
import { OPERATOR_SETTING } from '../database/row-level-security.js';
import { SERVER_ROLE } from '../database/server-role.js';

export const MIGRATIONS = [
  CreateClientBase1764000000000,
  OrderAnnouncementsAndMembers1764000100000,
  LookPastWorkspaces1764000200000,
  NoteKeyUse1764000210000,
  IndexLists1764000300000,
  IndexInteractions1764000310000,
  RecordErasures1764000400000,
  KeepAnswers1764000400001,
  IndexMovements1764000500000,
  ForeseeLostClients1764000500001,
  IndexTurns1764000500002,
  KeepStretches1764000600000,
  KeepEvidence1764000700000,
  StoreCurrencyDigits1764000800000,
  KeepChangedRecords1764000910000,
  AllowEmptyPhases1764000920000,
  MarkFirstSightings1764000930000,
  EncryptCursors1764000940000,
  FoldNamesAgain1764000950000,
  StoreClockChanges1764000960000,
  RecordCancellations1764000970000,
  StoreRenewals1764000990000,
  DeriveAgain1764001000000,
  DelayAnnouncements1764001040000,
  IndexKeptAccounts1764001050000,
  RecordBilling1764001060000,
  ApplyExchangeRates1764001070000,
  RecordUsage1764001080000,
  RecordIdentities1764001090000,
];

/** Timeout for a connection, including a server that accepts it and then sends nothing. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Idle time before TCP keep-alive probes start. A dead peer is detected 10 s of unanswered probes later. */
const KEEP_ALIVE_AFTER_MS = 5_000;

const SESSION_OPTIONS = '-c timezone=UTC -c client_min_messages=warning';

/** Maximum number of connections in the pool. */
const POOL_SIZE = 20;

/** After this time PostgreSQL ends the session of a server that froze inside a transaction, and releases its row locks. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

const ACTOR_OPTIONS: Record<Actor, string> = {
  server: `-c role=${SERVER_ROLE} -c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_TIMEOUT_MS}`,
  operator: `-c ${OPERATOR_SETTING}=on`,
};

/** `findOutage`: only for a database that this process supervises. */
export const makeDataSource = (databaseUrl: string, actor: Actor, findOutage?: FindOutage): DataSource =>
  new DataSource({
    type: 'postgres',
    // TypeORM would use pg-native if it is installed, which is slower here.
    driver: pg,
    url: databaseUrl,
    applicationName: 'clientele',
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: false,
    migrations: MIGRATIONS,
    entities: [
      WorkspaceEntity,
      ApiKeyEntity,
      PolicyEntity,
      RolloutEntity,
      MemberEntity,
      PlanEntity,
      AccountEntity,
      SubscriptionEntity,
      SubscriptionPhaseEntity,
      InteractionEntity,
      AccountPeriodEntity,
      AccountRenewalEntity,
      AccountNowEntity,
      RelationshipChangeEntity,
      ChangeSequenceEntity,
      ErasureEntity,
      ExchangeRateEntity,
      AppliedRateEntity,
      UsageRecordEntity,
      RecordIdentityEntity,
      IdempotencyRecordEntity,
    ],
    extra: {
      Client: WorkspaceConnection,
      // Sends independent statements of a transaction without waiting for each other's results.
      pipeline: true,
      types: columnTypes,
      findOutage,
      options: `${SESSION_OPTIONS} ${ACTOR_OPTIONS[actor]}`,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      onConnect: (connection: pg.ClientBase) => checkConnection(connection, actor),
    },
  });
