import { isObjectType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { Role } from '../role.js';
import type { RequestContext } from '../context.js';

type Args = Record<string, unknown>;
type Parameter = { index: number } & (
  { kind: 'context' | 'root' | 'args' | 'info'; propertyName?: undefined } | { kind: 'arg'; name: string }
);

/** A field that is a method. */
interface Method {
  target: new () => Record<string, (...given: unknown[]) => unknown>;
  methodName: string;
  schemaName: string;
  params: Parameter[];
  roles?: Role[];
  middlewares?: unknown[];
}

/** Of a type: of a resolver for it (external), or of its own class. */
interface FieldMethod extends Method {
  kind: 'external' | 'internal';
  getObjectType: () => unknown;
}

/** What TypeGraphQL knows of classes, as far as it is needed here. */
interface Metadata {
  objectTypes: { name: string; target: unknown; simpleResolvers?: boolean }[];
  fieldResolvers: FieldMethod[];
  queries: Method[];
}
const metadata = (): Metadata =>
  (globalThis as unknown as { TypeGraphQLMetadataStorage: Metadata }).TypeGraphQLMetadataStorage;

const isGetter = ({ kind, target, methodName, roles }: FieldMethod): boolean =>
  kind === 'internal' && !roles && Object.getOwnPropertyDescriptor(target.prototype, methodName)?.get !== undefined;

/** A field that is a property needs none of what TypeGraphQL wraps around it, which would cost more than to read it. */
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
 * The same of what is a method of a resolver, and of what is asked first, once who asks may act in its roles. What it is
 * given is what was sent: an input is no instance of its class, which has fields and nothing else. What is wrapped in
 * more, as mutations are, is left to TypeGraphQL.
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
