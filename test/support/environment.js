import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** The compiled scripts of this worker by file name, with V8's code cache once a script is used again. */
const compiled = new Map();

/**
 * Compiles a function like `vm.compileFunction`, but a source that this worker has compiled for an earlier test file comes
 * from V8's code cache. Jest evaluates every module again for every test file, and compiling is most of that: with the
 * cache, a test file loads the server in 0.5 s of CPU time instead of 1.1 s.
 */
function compileFunction(code, parameters, { parsingContext, ...options }) {
  const head = `(function (${parameters.join(', ')}) {`;
  const source = `${head}${code}\n})`;
  const earlier = compiled.get(options.filename);
  const isKnown = earlier?.source === source;
  // Made now rather than after compiling, so that it includes the functions that ran in the first test file.
  if (isKnown) earlier.cachedData ??= earlier.script.createCachedData();
  const script = new vm.Script(source, {
    ...options,
    columnOffset: -head.length,
    cachedData: isKnown ? earlier.cachedData : undefined,
  });
  if (!isKnown) compiled.set(options.filename, { source, script });
  return script.runInContext(parsingContext);
}

vm.compileFunction = compileFunction;

export default TestEnvironment;
