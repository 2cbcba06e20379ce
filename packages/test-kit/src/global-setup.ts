import { startInfraServer } from "./infra-server.ts";
import { chooseLauncher } from "./servers.ts";

/** Runs once per vitest run, before the tests. Where the servers are given from outside, it does nothing. */
export const setup = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env.SHOUWEN_TEST_SERVERS) return undefined;
  const server = await startInfraServer(await chooseLauncher(process.env.TEST_INFRA));
  process.env.SHOUWEN_TEST_SERVERS = server.url;
  return async () => {
    delete process.env.SHOUWEN_TEST_SERVERS;
    await server.close();
  };
};
