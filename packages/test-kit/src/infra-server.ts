import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Problem } from "@shouwen/stack/problem";
import type { Launcher, TestServer } from "./test-server.ts";

/** Serves the addresses of the test servers to the test processes, and starts each at the first wish for it. */
export type InfraServer = { url: string; close: () => Promise<void> };

type Lazy<Address> = { get: () => Promise<Address>; stop: () => Promise<void> };

const lazy = <Address>(start: () => Promise<TestServer<Address>>): Lazy<Address> => {
  let started: Promise<TestServer<Address>> | undefined;
  return {
    get: async () => {
      started ??= start();
      return (await started).address;
    },
    stop: async () => {
      const server = await started?.catch(() => undefined);
      await server?.stop();
    },
  };
};

const reasonOf = (error: unknown): string =>
  error instanceof Problem ? `${error.message}. ${error.fix}` : String(error);

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server
      .once("error", reject)
      .listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** A run of pure tests asks for nothing, and so pays for nothing. */
export const startInfraServer = async (launcher: Launcher): Promise<InfraServer> => {
  const wanted = { "/postgres": lazy(launcher.postgres), "/kafka": lazy(launcher.kafka) };
  const server = createServer((request, response) => {
    wanted[request.url as keyof typeof wanted].get().then(
      (address) => response.end(JSON.stringify(address)),
      (error: unknown) => response.writeHead(500).end(reasonOf(error)),
    );
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      await Promise.all(Object.values(wanted).map(({ stop }) => stop()));
    },
  };
};

/** Asks the run's server for the address of a test server. For test processes. */
export const askFor = async (what: "postgres" | "kafka", env: NodeJS.ProcessEnv): Promise<unknown> => {
  const url = env.SHOUWEN_TEST_SERVERS;
  if (!url)
    throw new Error(
      "vitest.config.ts must be `export default preset()` from @shouwen/test-kit/vitest-preset",
    );
  const response = await fetch(`${url}/${what}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text);
};
