import { isObjectType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { Role } from '../role.js';
import type { RequestContext } from '../context.js';

type Args = Record<string, unknown>;
type Parameter = { index: number } & (
  { kind: 'context' | 'root' | 'args' | 'info'; propertyName?: undefined } | { kind: 'arg'; name: string }
);

/** A field that a method resolves. */
interface Method {
  target: new () => Record<string, (...given: unknown[]) => unknown>;
  methodName: string;
  schemaName: string;
  params: Parameter[];
  roles?: Role[];
  middlewares?: unknown[];
}

/** A field of an object type, resolved by a resolver class (external) or by the type's own class (internal). */
interface FieldMethod extends Method {
  kind: 'external' | 'internal';
  getObjectType: () => unknown;
}

/** Private part of TypeGraphQL; test/architecture/library-internals.test.ts fails when it changes. */
interface Metadata {
  objectTypes: { name: string; target: unknown; simpleResolvers?: boolean }[];
  fieldResolvers: FieldMethod[];
  queries: Method[];
}
const metadata = (): Metadata =>
  (globalThis as unknown as { TypeGraphQLMetadataStorage: Metadata }).TypeGraphQLMetadataStorage;

const isGetter = ({ kind, target, methodName, roles }: FieldMethod): boolean =>
  kind === 'internal' && !roles && Object.getOwnPropertyDescriptor(target.prototype, methodName)?.get !== undefined;

/** Lets graphql-js read properties itself. The function that TypeGraphQL wraps around them costs more than the read. */
export function readPropertiesDirectly(): void {
  const known = metadata();
  for (const type of known.objectTypes) type.simpleResolvers = true;
  known.fieldResolvers = known.fieldResolvers.filter((field) => !isGetter(field));
}

const READ: Record<
  Exclude<Parameter['kind'], 'arg'>,
  (root: unknown, args: Args, context: RequestContext, info: GraphQLResolveInfo) => unknown
> = {
  root: (root) => root,
  args: (_, args) => args,
  context: (_, __, context) => context,
  info: (_, __, ___, info) => info,
};

/**
 * Calls the methods that resolve queries and fields without TypeGraphQL's wrapper, after checking the caller's role.
 * Arguments are passed as graphql-js coerced them: an input is a plain object, not an instance of its class, because input
 * classes here have fields and no behaviour. TypeGraphQL still calls mutations and everything with a middleware.
 */
export function callMethodsDirectly(
  schema: GraphQLSchema,
  requireRole: (context: RequestContext, roles: readonly Role[]) => void,
): void {
  const { fieldResolvers, objectTypes, queries } = metadata();
  const instances = new Map<Method['target'], InstanceType<Method['target']>>();
  const call = (type: unknown, { target, methodName, schemaName, params, roles, middlewares }: Method): void => {
    if (!isObjectType(type) || middlewares?.length) return;
    const instance = instances.get(target) ?? new target();
    instances.set(target, instance);
    const parameters = [...params].sort((a, b) => a.index - b.index);
    const read = parameters.map((parameter): (typeof READ)['root'] => {
      if (parameter.kind !== 'arg') return READ[parameter.kind];
      const { name } = parameter;
      return (_, args) => args[name];
    });
    type.getFields()[schemaName]!.resolve = (root: unknown, args: Args, context: RequestContext, info) => {
      if (roles) requireRole(context, roles);
      return instance[methodName]!(...read.map((one) => one(root, args, context, info)));
    };
  };
  for (const query of queries) call(schema.getQueryType(), query);
  for (const field of fieldResolvers.filter(({ kind }) => kind === 'external')) {
    call(schema.getType(objectTypes.find(({ target }) => target === field.getObjectType())!.name), field);
  }
}
