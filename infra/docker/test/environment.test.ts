import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { type OwnPostgres, ownPostgres } from "@shouwen/test-kit/own-servers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { containerEnvironment, madeVariables } from "./compose-environment.ts";
import { repository, serviceFolders } from "./compose-file.ts";

const services = serviceFolders();
const main = (service: string): string => join(repository, "services", service, "src/main.ts");

type Ended = { code: number | null; said: string };

/** Runs a script until it ends by itself. */
const ended = async (script: string, env: NodeJS.ProcessEnv): Promise<Ended> => {
  const run = promisify(execFile)(process.execPath, [script], { env, timeout: 120_000 });
  return run.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  );
};

const complaintsIn = (said: string): string[] =>
  [...said.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name ?? "").sort();

const databases = ["DATABASE_URL", "PEOPLE_DATABASE_URL"];
const missingAt: Record<string, string[]> = {
  ...Object.fromEntries(services.map((name) => [name, databases])),
  messaging: [...databases, "PROVIDER_SECRET"].sort(),
  gateway: ["AUTH_MODE"],
};

describe("with the environment that compose gives it while no secret is set", () => {
  test.each(services)("%s refuses to start and names each setting that is missing", async (service) => {
    const { code, said } = await ended(main(service), {
      PATH: process.env.PATH,
      ...containerEnvironment(service, {}),
    });
    expect(code).toBe(1);
    expect(complaintsIn(said)).toEqual(missingAt[service]);
  });

  test("the gateway refuses embedded sign-in where nobody wrote down the host that it is meant for", async () => {
    const variables = {
      ...madeVariables(),
      AUTH_MODE: "embedded",
      ALLOW_EMBEDDED_SIGN_IN: "desk.example.com",
    };
    const { code, said } = await ended(main("gateway"), containerEnvironment("gateway", variables));
    expect([code, complaintsIn(said)]).toEqual([1, ["ALLOW_EMBEDDED_SIGN_IN"]]);
  });
});

describe("with its secrets", () => {
  const variables: Record<string, string> = {
    ...madeVariables(),
    AUTH_MODE: "embedded",
    ALLOW_EMBEDDED_SIGN_IN: "localhost:8080",
  };
  let server: OwnPostgres;
  let keys: string;
  /** The same environment where there are no containers: other addresses, and files in a folder of this test. */
  let here: (name: string) => Record<string, string>;

  beforeAll(async () => {
    keys = mkdtempSync(join(tmpdir(), "shouwen-compose-"));
    const [own, { brokers }] = await Promise.all([ownPostgres([]), kafka()]);
    server = own;
    const { host, password } = new URL(own.database.adminUrl);
    here = (name) => {
      const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...environment } = containerEnvironment(name, variables);
      const moved = Object.entries(environment).map(([key, value]) => [
        key,
        value
          .replace("kafka:19092", brokers.join(","))
          .replace("@postgres:5432", `@${host}`)
          .replace(variables.POSTGRES_PASSWORD ?? "", password)
          .replace(/^\/keys/, keys),
      ]);
      return { ...Object.fromEntries(moved), PATH: process.env.PATH ?? "" };
    };
    const setup = await ended(join(repository, "infra/docker/src/setup.ts"), here("setup"));
    expect(setup).toMatchObject({ code: 0 });
  }, 180_000);
  afterAll(async () => {
    await server.close();
    rmSync(keys, { recursive: true });
  });

  test.each(services)(
    "%s starts, and says what is allowed that should not be",
    async (service) => {
      const port = String(await ephemeralPort());
      // Bound to this machine only, because it is a test; NODE_ENV=production alone asks for as much.
      const env = { ...here(service), PORT: port, HOST: "127.0.0.1" };
      const running = spawn(process.execPath, [main(service)], { env, stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      for (const stream of [running.stdout, running.stderr]) stream.on("data", (chunk) => (said += chunk));
      try {
        await eventually(async () => {
          expect(running.exitCode, said).toBe(null);
          expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
        });
        await eventually(() => expect(said).toContain("ALLOW_PLAINTEXT"));
        if (service === "gateway") expect(said).toContain("embedded sign-in: anybody");
      } finally {
        running.kill("SIGTERM");
        await new Promise((resolve) => running.once("exit", resolve));
      }
    },
    120_000,
  );
});
