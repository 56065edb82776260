import type { DataSource } from 'typeorm';
import { BASELINE_POLICY } from '../classification/policy.js';
import type { Instant } from '../classification/calendar.js';
import { ISO_DIGITS } from '../money/currency-digits.js';
import { newId } from '../graphql/ids.js';
import { InputCheck } from '../graphql/input-check.js';
import { UserErrorCode } from '../graphql/user-error.js';
import { PolicyEntity } from '../policies/policy.entity.js';
import { clockChangesOf, isTimeZone } from '../derivation/clock-changes.js';
import { RolloutEntity } from '../derivation/rollout.entity.js';
import { WorkspaceEntity } from './workspace.entity.js';

export interface WorkspaceDraft {
  name: string;
  currencyCode: string;
  timeZone: string;
  isDemo?: boolean;
}

export const checkWorkspaceName = (check: InputCheck, name: string): void => check.text(['name'], name, 200);

/** Checks that the runtime knows a time zone. */
export function checkTimeZone(check: InputCheck, timeZone: string): void {
  if (isTimeZone(timeZone)) return;
  check.add(
    UserErrorCode.INVALID,
    ['time-zone'],
    `Expected an IANA time zone such as Europe/Berlin; got ${JSON.stringify(timeZone)}.`,
  );
}

/** Creates an empty workspace with the baseline policy as version 1, in force from the beginning of time. */
export async function createWorkspace(
  dataSource: DataSource,
  now: Instant,
  { name, currencyCode, timeZone, isDemo = false }: WorkspaceDraft,
): Promise<WorkspaceEntity> {
  const check = new InputCheck();
  checkWorkspaceName(check, name);
  const currencyDigits = ISO_DIGITS.get(currencyCode);
  if (currencyDigits === undefined) {
    check.add(
      UserErrorCode.INVALID,
      ['currency'],
      `Expected the ISO 4217 code of a currency in use, such as USD; got ${JSON.stringify(currencyCode)}.`,
    );
  }
  checkTimeZone(check, timeZone);
  check.done();
  return dataSource.transaction(async (manager) => {
    const createdAt = new Date(now);
    const workspace = await manager.save(
      manager.create(WorkspaceEntity, {
        ...{ id: newId(), name, currencyCode, currencyDigits, timeZone, isDemo },
        clockChanges: clockChangesOf(timeZone),
        ...{ revision: 1, createdAt },
      }),
    );
    const { effectiveFrom: _unbounded, ...baseline } = BASELINE_POLICY;
    await manager.insert(RolloutEntity, {
      workspaceId: workspace.id,
      revision: 1,
      policyVersion: baseline.version,
      begunAt: createdAt,
      finishedAt: createdAt,
    });
    await manager.insert(PolicyEntity, {
      ...baseline,
      workspaceId: workspace.id,
      id: newId(),
      effectiveFrom: () => `'-infinity'`,
      publishedAt: createdAt,
      publishedBy: 'Clientele',
    });
    return workspace;
  });
}
