import { isObjectType, type GraphQLSchema } from 'graphql';
import type { RequestContext } from './context.js';

type Args = Record<string, unknown>;
type Parameter = { index: number } & (
  { kind: 'context' | 'root' | 'args'; propertyName?: undefined } | { kind: 'arg'; name: string }
);

/** What TypeGraphQL knows of classes, as far as it is needed here. */
interface Metadata {
  objectTypes: { name: string; target: unknown; simpleResolvers?: boolean }[];
  fieldResolvers: {
    kind: 'external' | 'internal';
    target: new () => Record<string, (...given: unknown[]) => unknown>;
    methodName: string;
    schemaName: string;
    getObjectType: () => unknown;
    params: Parameter[];
    roles?: unknown[];
    middlewares?: unknown[];
  }[];
}
const metadata = (): Metadata =>
  (globalThis as unknown as { TypeGraphQLMetadataStorage: Metadata }).TypeGraphQLMetadataStorage;

type FieldOfMethod = Metadata['fieldResolvers'][number];

/** Whether all that there is to a field is what TypeGraphQL calls for it. */
const isPlain = ({ roles, middlewares }: FieldOfMethod): boolean => !roles && !middlewares?.length;

const isGetter = ({ kind, target, methodName }: FieldOfMethod): boolean =>
  kind === 'internal' && Object.getOwnPropertyDescriptor(target.prototype, methodName)?.get !== undefined;

/** A field that is a property needs none of what TypeGraphQL wraps around it, which would cost more than to read it. */
export function readPropertiesDirectly(): void {
  const known = metadata();
  for (const type of known.objectTypes) type.simpleResolvers = true;
  known.fieldResolvers = known.fieldResolvers.filter((field) => !(isPlain(field) && isGetter(field)));
}

const READ: Record<
  Exclude<Parameter['kind'], 'arg'>,
  (root: unknown, args: Args, context: RequestContext) => unknown
> = {
  root: (root) => root,
  args: (_, args) => args,
  context: (_, __, context) => context,
};

/**
 * The same of a field that is a method, unless it asks for a role. What it is given is what was sent: an input is no
 * instance of its class, which has fields and nothing else.
 */
export function callMethodsDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, objectTypes } = metadata();
  const instances = new Map<unknown, InstanceType<(typeof fieldResolvers)[number]['target']>>();
  for (const field of fieldResolvers) {
    const { kind, target, methodName, schemaName, getObjectType, params } = field;
    if (kind !== 'external' || !isPlain(field)) continue;
    const type = schema.getType(objectTypes.find((one) => one.target === getObjectType())!.name);
    if (!isObjectType(type)) continue;
    const instance = instances.get(target) ?? new target();
    instances.set(target, instance);
    const parameters = [...params].sort((a, b) => a.index - b.index);
    const read = parameters.map((parameter): (typeof READ)['root'] => {
      if (parameter.kind !== 'arg') return READ[parameter.kind];
      const { name } = parameter;
      return (_, args) => args[name];
    });
    type.getFields()[schemaName]!.resolve = (root: unknown, args: Args, context: RequestContext) =>
      instance[methodName]!(...read.map((one) => one(root, args, context)));
  }
}
