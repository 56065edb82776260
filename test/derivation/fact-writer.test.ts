import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactStatement } from '../../src/database/fact-statement.js';
import { factStatement } from '../../src/database/fact-statement.js';
import type { Statement } from '../../src/database/statement.js';
import { FactWriter } from '../../src/derivation/fact-writer.service.js';

const SRC = join(__dirname, '../../src');
const WRITES_FACTS =
  /\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s+(account|subscription|subscription_phase|interaction)\b/;
const WRITES_DERIVED =
  /\b(INSERT INTO|UPDATE|DELETE FROM)\s+(account_period|account_renewal|account_now|relationship_change)\b/;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

interface ExportedStatement {
  file: string;
  text: string;
  isFactStatement: boolean;
}

async function exportedStatements(): Promise<ExportedStatement[]> {
  const found: ExportedStatement[] = [];
  for (const file of files.filter((path) => path.endsWith('.sql.ts'))) {
    const exported = (await import(join(SRC, file))) as Record<string, unknown>;
    for (const value of Object.values(exported)) {
      if (typeof value !== 'object' || value === null) continue;
      const isFactStatement = 'statement' in value;
      const { text } = isFactStatement ? (value as FactStatement).statement : (value as Statement<unknown>);
      if (typeof text === 'string') found.push({ file, text, isFactStatement });
    }
  }
  return found;
}

describe('the source code', () => {
  it('declares every statement that writes accounts, subscriptions, phases or interactions as a fact statement', async () => {
    const statements = await exportedStatements();
    const writers = statements.filter(({ text }) => WRITES_FACTS.test(text));
    expect(writers.length).toBeGreaterThanOrEqual(12);
    expect(writers.filter(({ isFactStatement }) => !isFactStatement)).toEqual([]);
  });

  it('writes facts and derived rows only in .sql.ts files', () => {
    const others = files.filter((path) => !path.endsWith('.sql.ts'));
    const writes = (path: string): boolean => {
      const text = readFileSync(join(SRC, path), 'utf8');
      return WRITES_FACTS.test(text) || WRITES_DERIVED.test(text);
    };
    expect(others.filter(writes)).toEqual([]);
  });

  it('writes derived rows only in src/derivation, except the success manager, which is a copy of a fact', async () => {
    const statements = await exportedStatements();
    const elsewhere = statements.filter(
      ({ file, text }) => WRITES_DERIVED.test(text) && !file.startsWith('derivation/'),
    );
    expect(elsewhere.map(({ file, isFactStatement }) => [file, isFactStatement])).toEqual([
      ['accounts/account.sql.ts', true],
    ]);
  });

  it('creates a fact writer only in change-facts.service.ts', () => {
    const makers = files.filter((path) => /new FactWriter\(/.test(readFileSync(join(SRC, path), 'utf8')));
    expect(makers).toEqual(['derivation/change-facts.service.ts']);
  });

  it('runs fact statements only through the fact writer', () => {
    const openers = files.filter((path) => /\.statement\b(?!\()/.test(readFileSync(join(SRC, path), 'utf8')));
    expect(openers.filter((path) => path.startsWith('derivation/') || path.endsWith('.service.ts'))).toEqual([]);
  });
});

describe('a fact writer', () => {
  const run = jest.fn(() => Promise.resolve([]));
  const makeWriter = (): FactWriter => new FactWriter({ workspaceId: 'w', run }, ['locked']);
  const update = factStatement('update', 'UPDATE account SET name = name WHERE workspace_id = $1');

  it('refuses to change facts of an account that is not locked, and runs no statement', () => {
    expect(() => makeWriter().run(update, ['locked', 'other'])).toThrow(
      'Expected account other to be locked before its facts change.',
    );
    expect(run).not.toHaveBeenCalled();
  });

  it('lists each account whose facts have changed once, including created accounts', async () => {
    const writer = makeWriter();
    writer.addCreated(['created']);
    await writer.run(update, ['locked']);
    await writer.run(update, ['created', 'locked'], 'value');
    await writer.runWithoutDeriving(update, 'value');
    expect(writer.changedAccountIds).toEqual(['locked', 'created']);
    expect(run.mock.calls).toEqual([[update.statement], [update.statement, 'value'], [update.statement, 'value']]);
  });
});
