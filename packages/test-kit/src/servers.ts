import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasDocker } from "@shouwen/dev/docker";
import { startKafka } from "@shouwen/dev/kafka";
import { ephemeralPort } from "@shouwen/dev/ports";
import { startPostgres } from "@shouwen/dev/postgres";

/** A server that tests use: how to reach it and how to end it. */
export type TestServer<Address> = { address: Address; stop: () => Promise<void> };

/** Starts the real servers that tests run against. A PostgreSQL's address is its superuser's URL. */
export type Launcher = {
  postgres: () => Promise<TestServer<string>>;
  kafka: () => Promise<TestServer<string[]>>;
};

/** A folder that is gone when the tests are over. */
export const scratchFolder = (name: string): string => mkdtempSync(join(tmpdir(), `shouwen-${name}-`));

const embedded: Launcher = {
  postgres: async () => {
    const dir = scratchFolder("test-postgres");
    const server = await startPostgres({ dir, port: await ephemeralPort(), durable: false });
    return {
      address: server.url,
      stop: async () => {
        await server.stop();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  },
  kafka: async () => {
    const dir = scratchFolder("test-kafka");
    const ports = { client: await ephemeralPort(), controller: await ephemeralPort() };
    const cluster = await startKafka({ dir, brokers: [ports] });
    return {
      address: cluster.brokers,
      stop: async () => {
        await cluster.stop();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  },
};

/**
 * `TEST_INFRA` chooses: `embedded` runs the servers as processes of this machine, `containers` takes
 * Testcontainers, and `auto` (the default) takes containers where a Docker engine answers.
 */
export const chooseLauncher = async (choice: string | undefined): Promise<Launcher> => {
  if (choice === "containers" || (choice !== "embedded" && hasDocker())) {
    return (await import("./containers.ts")).containers;
  }
  return embedded;
};
