import { CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import {
  buildASTSchema,
  buildSchema,
  getDirectiveValues,
  GraphQLDeprecatedDirective,
  GraphQLSchema,
  isObjectType,
  parse,
  visit,
  type ASTVisitor,
  type ConstDirectiveNode,
  type DocumentNode,
} from 'graphql';

/** What an SDK made from the schema has to be released as. */
export type Release = 'major' | 'minor' | 'patch' | 'none';

export interface SchemaDiff {
  /** What the version of an SDK has to count up. */
  release: Release;
  /** Every change, breaking ones first, each a sentence of graphql-inspector. */
  changes: { message: string; path: string | undefined; isBreaking: boolean }[];
  /** What must not land: what breaks callers without notice, and deprecations that do not say until when. */
  refused: string[];
}

/** How the reason of a deprecation ends: the day from which on the thing may be gone. */
const REMOVAL = /Removed on (\d{4}-\d{2}-\d{2})\.$/;

interface Deprecated {
  directives?: readonly ConstDirectiveNode[] | undefined;
  name: { value: string };
}
const reasonOf = (node: Deprecated): string | undefined =>
  getDirectiveValues(GraphQLDeprecatedDirective, node)?.reason as string | undefined;

/** A visitor of everything that can be deprecated. */
const ofDeprecated = (answer: (node: Deprecated, reason: string) => null | undefined): ASTVisitor => {
  const visitor = (node: Deprecated): null | undefined => {
    const reason = reasonOf(node);
    return reason === undefined ? undefined : answer(node, reason);
  };
  return { FieldDefinition: visitor, InputValueDefinition: visitor, EnumValueDefinition: visitor };
};

/** The released schema without what it announced to be gone by `today`, and without the types that only that used. */
function promised(released: string, today: string): GraphQLSchema {
  const kept: DocumentNode = visit(
    parse(released),
    ofDeprecated((_, reason) => {
      const [, day] = REMOVAL.exec(reason) ?? [];
      return day !== undefined && day <= today ? null : undefined;
    }),
  );
  const config = buildASTSchema(kept, { assumeValidSDL: true }).toConfig();
  const nodes = config.types.filter((type) => isObjectType(type) && type.getInterfaces().length > 0);
  return new GraphQLSchema({ ...config, types: nodes, assumeValid: true });
}

const isBreaking = ({ criticality }: Change): boolean => criticality.level === CriticalityLevel.Breaking;
const isWording = ({ type }: Change): boolean => String(type).includes('DESCRIPTION');

function releaseOf(changes: readonly Change[]): Release {
  if (changes.length === 0) return 'none';
  if (changes.some(isBreaking)) return 'major';
  return changes.every(isWording) ? 'patch' : 'minor';
}

/** Compares two schemas, given as SDL. `today` is an ISO date: what was announced to be gone by then may be gone. */
export async function diffSchemas(released: string, next: string, today: string): Promise<SchemaDiff> {
  const nextSchema = buildSchema(next);
  const changes = await diff(buildSchema(released), nextSchema);
  const refused = (await diff(promised(released, today), nextSchema))
    .filter(isBreaking)
    .map(
      ({ message }) =>
        `${message}. Expected it to be deprecated in a release first, with a reason that ends with "Removed on YYYY-MM-DD.", a day that has come.`,
    );
  visit(
    parse(next),
    ofDeprecated(({ name }, reason) => {
      if (!REMOVAL.test(reason)) {
        refused.push(
          `${name.value} is deprecated. Expected a reason that ends with "Removed on YYYY-MM-DD."; got ${JSON.stringify(reason)}.`,
        );
      }
      return undefined;
    }),
  );
  return {
    release: releaseOf(changes),
    changes: changes
      .map((change) => ({ message: change.message, path: change.path, isBreaking: isBreaking(change) }))
      .sort((a, b) => Number(b.isBreaking) - Number(a.isBreaking)),
    refused,
  };
}
