import { createRequire } from 'node:module';

interface Execution {
  promiseCounter: number;
  resolve: (execution: Execution) => void;
}

/** Of graphql-jit, and in no type of it. */
interface Runtime {
  isPromise: (value: unknown) => value is Promise<unknown>;
  handleResolverResult: Handle;
  handleListItemResult: Handle;
}
type Handle = (
  execution: Execution,
  value: unknown,
  onSuccess: (value: unknown) => void,
  onError: (error: unknown) => void,
) => void;

// graphql-jit is CommonJS inside: an import would be another copy of the module.
const { jitRuntime } = createRequire(import.meta.url)('graphql-jit/dist/runtime') as { jitRuntime: Runtime };

/**
 * Makes compiled code report what is thrown while it reads a value that a resolver promised, such as by a getter.
 * graphql-jit leaves that as an unhandled rejection, which ends the process, and never answers the request.
 */
export function reportErrorsBehindPromises(): void {
  const handle: Handle = (execution, value, onSuccess, onError) => {
    if (!jitRuntime.isPromise(value)) {
      onSuccess(value);
      return;
    }
    execution.promiseCounter++;
    const settle = (): void => {
      if (--execution.promiseCounter === 0) execution.resolve(execution);
    };
    value.then(
      (result) => {
        try {
          onSuccess(result);
        } catch (error) {
          onError(error);
        }
        settle();
      },
      (error: unknown) => {
        onError(error);
        settle();
      },
    );
  };
  Object.assign(jitRuntime, { handleResolverResult: handle, handleListItemResult: handle });
}
