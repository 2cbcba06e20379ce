import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startKafka } from "@shouwen/stack/kafka/brokers";
import { hasDocker } from "@shouwen/stack/machine/docker";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { startPostgres } from "@shouwen/stack/postgres/server";
import type { Launcher } from "./test-server.ts";

export type { TestServer } from "./test-server.ts";

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
