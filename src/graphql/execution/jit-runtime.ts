import { createRequire } from 'node:module';

interface Execution {
  promiseCounter: number;
  resolve: (execution: Execution) => void;
}

/** Private part of graphql-jit; test/architecture/library-internals.test.ts fails when it changes. */
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

// graphql-jit itself requires this CommonJS module; an import would load a second copy.
const { jitRuntime } = createRequire(import.meta.url)('graphql-jit/dist/runtime') as { jitRuntime: Runtime };

/**
 * Makes compiled code report an error that is thrown while it reads a promised value, for example by a getter. In
 * graphql-jit itself the error becomes an unhandled rejection, which ends the process, and the request never completes.
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
