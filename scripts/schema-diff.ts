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

/** The part of the SDK's version that a release must increase. */
export type Release = 'major' | 'minor' | 'patch' | 'none';

export interface SchemaDiff {
  /** The part of the SDK's version that the changes require to be increased. */
  release: Release;
  /** All changes, breaking ones first, each with a message of graphql-inspector. */
  changes: { message: string; path: string | undefined; isBreaking: boolean }[];
  /** Why the schema must not be merged: breaking changes without notice, and deprecations without a removal date. */
  refused: string[];
}

/** The end of a deprecation reason: the day from which the element may be removed. */
const REMOVAL = /Removed on (\d{4}-\d{2}-\d{2})\.$/;

interface Deprecated {
  directives?: readonly ConstDirectiveNode[] | undefined;
  name: { value: string };
}
const reasonOf = (node: Deprecated): string | undefined =>
  getDirectiveValues(GraphQLDeprecatedDirective, node)?.reason as string | undefined;

/** Makes a visitor of all deprecated elements. */
const ofDeprecated = (visitDeprecated: (node: Deprecated, reason: string) => null | undefined): ASTVisitor => {
  const visitor = (node: Deprecated): null | undefined => {
    const reason = reasonOf(node);
    return reason === undefined ? undefined : visitDeprecated(node, reason);
  };
  return { FieldDefinition: visitor, InputValueDefinition: visitor, EnumValueDefinition: visitor };
};

/** Returns the released schema without elements whose removal date has come, and without types that only they use. */
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

/** Compares two schemas, given as SDL. `today` is an ISO date; elements with a removal date up to then may be removed. */
export async function diffSchemas(released: string, next: string, today: string): Promise<SchemaDiff> {
  const nextSchema = buildSchema(next);
  const changes = await diff(buildSchema(released), nextSchema);
  const refused = (await diff(promised(released, today), nextSchema))
    .filter(isBreaking)
    .map(
      ({ message }) =>
        `${message}. Expected it to be deprecated in an earlier release, with a reason that ends with "Removed on YYYY-MM-DD." and a date that has come.`,
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
