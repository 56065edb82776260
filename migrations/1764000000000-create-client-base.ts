import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Creates the facts, the policies and the two derived tables. The workspace is the first column of every primary key, unique
 * key, foreign key and index, so that the tables can be distributed by it. Text that is compared or sorted has the collation
 * "C", independent of the default of the database. References between sibling tables are checked at the end of a
 * transaction, so that a whole workspace can be deleted.
 */
export class CreateClientBase1764000000000 implements MigrationInterface {
  name = 'CreateClientBase1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspace (
        id            uuid PRIMARY KEY,
        name          text NOT NULL,
        currency_code text NOT NULL,
        time_zone     text NOT NULL,
        is_demo       boolean NOT NULL,
        revision      integer NOT NULL,
        created_at    timestamptz NOT NULL
      );

      CREATE TABLE api_key (
        workspace_id uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        id           uuid NOT NULL,
        public_id    text COLLATE "C" NOT NULL UNIQUE,
        secret_hash  text NOT NULL,
        name         text NOT NULL,
        role         text NOT NULL CHECK (role IN ('READER', 'WRITER', 'ADMIN')),
        created_at   timestamptz NOT NULL,
        expires_at   timestamptz,
        revoked_at   timestamptz,
        PRIMARY KEY (workspace_id, id)
      );

      CREATE TABLE policy (
        workspace_id   uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        version        integer NOT NULL CHECK (version >= 1),
        id             uuid NOT NULL,
        name           text NOT NULL,
        criteria       jsonb NOT NULL,
        client_score   double precision NOT NULL,
        gap_days       integer NOT NULL,
        purchase_days  integer NOT NULL,
        effective_from timestamptz NOT NULL,
        published_at   timestamptz NOT NULL,
        published_by   text NOT NULL,
        PRIMARY KEY (workspace_id, version),
        UNIQUE (workspace_id, id)
      );

      CREATE TABLE member (
        workspace_id uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        id           uuid NOT NULL,
        external_id  text COLLATE "C",
        name         text NOT NULL,
        email        text,
        created_at   timestamptz NOT NULL,
        updated_at   timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, id),
        UNIQUE (workspace_id, external_id)
      );

      CREATE TABLE plan (
        workspace_id  uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        id            uuid NOT NULL,
        external_id   text COLLATE "C",
        name          text NOT NULL,
        rank          integer NOT NULL,
        offered_from  timestamptz NOT NULL,
        offered_until timestamptz NOT NULL,
        created_at    timestamptz NOT NULL,
        updated_at    timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, id),
        UNIQUE (workspace_id, external_id)
      );

      CREATE TABLE account (
        workspace_id       uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        id                 uuid NOT NULL,
        external_id        text COLLATE "C",
        name               text NOT NULL,
        name_folded        text COLLATE "C" NOT NULL,
        domain             text COLLATE "C",
        success_manager_id uuid,
        desired_outcome    text,
        attributes         jsonb NOT NULL,
        policy_version     integer NOT NULL,
        rules_revision     integer NOT NULL,
        created_at         timestamptz NOT NULL,
        updated_at         timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, id),
        UNIQUE (workspace_id, external_id),
        FOREIGN KEY (workspace_id, success_manager_id) REFERENCES member (workspace_id, id) DEFERRABLE INITIALLY DEFERRED
      );
      CREATE INDEX account_by_manager ON account (workspace_id, success_manager_id) WHERE success_manager_id IS NOT NULL;

      CREATE INDEX account_by_revision ON account (workspace_id, rules_revision, id);

      CREATE TABLE rollout (
        workspace_id   uuid NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
        revision       integer NOT NULL,
        policy_version integer NOT NULL,
        begun_at       timestamptz NOT NULL,
        finished_at    timestamptz,
        PRIMARY KEY (workspace_id, revision)
      );

      CREATE TABLE subscription (
        workspace_id uuid NOT NULL,
        id           uuid NOT NULL,
        account_id   uuid NOT NULL,
        external_id  text COLLATE "C",
        churn_reason text,
        created_at   timestamptz NOT NULL,
        updated_at   timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, id),
        UNIQUE (workspace_id, external_id),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
      );
      CREATE INDEX subscription_by_account ON subscription (workspace_id, account_id);

      CREATE TABLE subscription_phase (
        workspace_id     uuid NOT NULL,
        subscription_id  uuid NOT NULL,
        from_at          timestamptz NOT NULL,
        to_at            timestamptz NOT NULL,
        account_id       uuid NOT NULL,
        plan_id          uuid NOT NULL,
        status           text NOT NULL CHECK (status IN ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED')),
        quantity         integer NOT NULL CHECK (quantity >= 1),
        unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
        interval_months  smallint NOT NULL CHECK (interval_months IN (1, 3, 12)),
        term_months      smallint NOT NULL CHECK (term_months >= 0),
        tailored         boolean NOT NULL,
        PRIMARY KEY (workspace_id, subscription_id, from_at),
        CHECK (from_at < to_at),
        FOREIGN KEY (workspace_id, subscription_id) REFERENCES subscription (workspace_id, id) ON DELETE CASCADE,
        FOREIGN KEY (workspace_id, plan_id) REFERENCES plan (workspace_id, id) DEFERRABLE INITIALLY DEFERRED
      );
      CREATE INDEX subscription_phase_by_account ON subscription_phase (workspace_id, account_id);
      CREATE INDEX subscription_phase_by_plan ON subscription_phase (workspace_id, plan_id);

      CREATE TABLE interaction (
        workspace_id         uuid NOT NULL,
        id                   uuid NOT NULL,
        account_id           uuid NOT NULL,
        external_id          text COLLATE "C",
        kind                 text NOT NULL,
        personalized         boolean NOT NULL,
        initiative           text NOT NULL CHECK (initiative IN ('US', 'THEM', 'UNKNOWN')),
        sentiment_hundredths smallint CHECK (sentiment_hundredths BETWEEN -100 AND 100),
        amount_minor         bigint CHECK (amount_minor >= 0),
        effort_minutes       integer CHECK (effort_minutes >= 0),
        occurred_at          timestamptz NOT NULL,
        recorded_at          timestamptz NOT NULL,
        member_id            uuid,
        note                 text,
        PRIMARY KEY (workspace_id, id),
        UNIQUE (workspace_id, external_id),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE,
        FOREIGN KEY (workspace_id, member_id) REFERENCES member (workspace_id, id) DEFERRABLE INITIALLY DEFERRED
      );
      CREATE INDEX interaction_by_account ON interaction (workspace_id, account_id, occurred_at, id);
      CREATE INDEX interaction_by_member ON interaction (workspace_id, member_id) WHERE member_id IS NOT NULL;

      CREATE TABLE account_period (
        workspace_id     uuid NOT NULL,
        account_id       uuid NOT NULL,
        from_at          timestamptz NOT NULL,
        to_at            timestamptz NOT NULL,
        type             text COLLATE "C" NOT NULL,
        mrr_minor        bigint NOT NULL,
        paused_mrr_minor bigint NOT NULL,
        paying_since     timestamptz,
        policy_version   integer NOT NULL,
        type_before      text,
        mrr_before       bigint NOT NULL,
        paused_before    bigint NOT NULL,
        first_paid_at    timestamptz,
        PRIMARY KEY (workspace_id, account_id, from_at),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
      );
      CREATE INDEX account_period_by_type ON account_period (workspace_id, type, to_at) INCLUDE (from_at, mrr_minor);

      CREATE TABLE account_now (
        workspace_id        uuid NOT NULL,
        account_id          uuid NOT NULL,
        name_folded         text COLLATE "C" NOT NULL,
        created_at          timestamptz NOT NULL,
        success_manager_id  uuid,
        type                text COLLATE "C" NOT NULL,
        score               double precision NOT NULL,
        criteria_met        integer NOT NULL,
        is_borderline       boolean NOT NULL,
        mrr_minor           bigint NOT NULL,
        paying_since        timestamptz,
        plan_id             uuid,
        last_interaction_at timestamptz,
        next_type_at        timestamptz NOT NULL,
        computed_at         timestamptz NOT NULL,
        valid_until         timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, account_id),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
      );
      CREATE INDEX account_now_by_name ON account_now (workspace_id, name_folded, account_id);
      CREATE INDEX account_now_by_created ON account_now (workspace_id, created_at, account_id);
      CREATE INDEX account_now_by_score ON account_now (workspace_id, score, account_id);
      CREATE INDEX account_now_by_mrr ON account_now (workspace_id, mrr_minor, account_id);
      CREATE INDEX account_now_by_type_name ON account_now (workspace_id, type, name_folded, account_id);
      CREATE INDEX account_now_by_type_created ON account_now (workspace_id, type, created_at, account_id);
      CREATE INDEX account_now_by_type_score ON account_now (workspace_id, type, score, account_id);
      CREATE INDEX account_now_by_type_mrr ON account_now (workspace_id, type, mrr_minor, account_id);
      CREATE INDEX account_now_due ON account_now (workspace_id, valid_until) WHERE valid_until < 'infinity';

      CREATE TABLE relationship_change (
        workspace_id   uuid NOT NULL,
        id             uuid NOT NULL,
        account_id     uuid NOT NULL,
        previous_type  text NOT NULL,
        type           text NOT NULL,
        at             timestamptz NOT NULL,
        announced_at   timestamptz NOT NULL,
        cause          text NOT NULL CHECK (cause IN ('RECORD', 'TIME', 'POLICY')),
        policy_version integer NOT NULL,
        PRIMARY KEY (workspace_id, id),
        FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
      );
      CREATE INDEX relationship_change_by_account ON relationship_change (workspace_id, account_id, announced_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE rollout, relationship_change, account_now, account_period, interaction, subscription_phase, subscription,
        account, plan, member, policy, api_key, workspace;
    `);
  }
}
