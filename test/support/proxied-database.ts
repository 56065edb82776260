import { makeDataSource } from '../../src/composition/data-source.js';
import { makeTestDatabase, type TestDatabase } from './database.js';
import { DatabaseProxy, type ProxyOptions } from './database-proxy.js';

/** A new database that the server reaches through a proxy, and the tests directly. */
export async function makeProxiedDatabase(
  options: ProxyOptions = {},
): Promise<TestDatabase & { proxy: DatabaseProxy }> {
  const database = await makeTestDatabase();
  const proxy = await DatabaseProxy.to(database.url, options);
  const served = makeDataSource(proxy.url, 'server');
  await served.initialize();
  return {
    ...database,
    served,
    proxy,
    close: async () => {
      await served.destroy();
      await proxy.close();
      await database.close();
    },
  };
}
