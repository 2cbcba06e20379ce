import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ComposeService, readCompose, repository, serviceFolders, textOf } from "./compose-file.ts";

const compose = readCompose();
const all = Object.entries(compose.services);
const services = serviceFolders();
const infrastructure = ["kafka", "postgres", "mailpit", "otel-collector", "lgtm"];
const service = (name: string): ComposeService => compose.services[name] ?? { image: "" };
const environmentOf = (name: string) => service(name).environment ?? {};

const everywhere = [
  "ALLOW_PLAINTEXT",
  "ARCHIVES",
  "AUTH_AUDIENCE",
  "AUTH_ISSUER",
  "AUTH_JWKS",
  "HOST",
  "KAFKA_BROKERS",
  "LOG_FORMAT",
  "LOG_LEVEL",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "PORT",
  "REPLICA",
];
const withTables = [...everywhere, "DATABASE_URL", "PEOPLE_DATABASE_URL"];
const withVault = [...withTables, "VAULT_MASTER_KEY_FILE"];
const contract: Record<string, string[]> = {
  intake: withVault,
  routing: withVault,
  callbacks: withVault,
  messaging: [
    ...withVault,
    ...["SMTP_URL", "SMS_PROVIDER_URL", "PUBLIC_URL", "PROVIDER_SECRET", "MAIL_FROM"],
  ],
  scoring: withVault,
  profiles: withVault,
  workforce: withVault,
  gateway: [
    ...everywhere,
    ...["AUTH_SIGNING_KEY_FILE", "PUBLIC_URL", "AUTH_MODE", "ALLOW_EMBEDDED_SIGN_IN"],
    ...["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
    ...services.filter((name) => name !== "gateway").map((name) => `UPSTREAM_${name.toUpperCase()}`),
  ],
};

describe("the whole platform is there", () => {
  test("every folder of services/ is a service, and nothing else is", () => {
    const fromFolders = all.filter(([, { command }]) => command?.[0]?.startsWith("services/"));
    expect(fromFolders.map(([name]) => name).sort()).toEqual(services);
  });

  test("the infrastructure starts alone, and the application only with its profile", () => {
    const alone = all.filter(([, { profiles }]) => profiles === undefined);
    expect(alone.map(([name]) => name).sort()).toEqual([...infrastructure].sort());
    expect(services.map((name) => service(name).profiles)).toEqual(services.map(() => ["app"]));
  });

  test("every process starts from a file that exists", () => {
    const files = all.flatMap(([, { command }]) => command ?? []).filter((word) => word.endsWith(".ts"));
    const dockerfile = textOf("infra/docker/Dockerfile");
    const defaults = [...dockerfile.matchAll(/^CMD \["(.+\.ts)"\]/gm)].map(([, file]) => file ?? "");
    const missing = [...files, ...defaults].filter((file) => !existsSync(join(repository, file)));
    expect(missing).toEqual([]);
  });
});

describe.each(services)("%s", (name) => {
  test("gets exactly the settings that a service is promised", () => {
    expect(Object.keys(environmentOf(name)).sort()).toEqual([...(contract[name] ?? [])].sort());
  });

  test("runs its own folder under its own role", () => {
    const { DATABASE_URL = "", PEOPLE_DATABASE_URL = "" } = environmentOf(name);
    expect(service(name).command).toEqual([`services/${name}/src/main.ts`]);
    if (name === "gateway") return;
    expect(DATABASE_URL).toContain(`//${name}:`);
    expect(PEOPLE_DATABASE_URL).toContain(`//${name}_people:`);
  });

  test("starts only when everything is set up, and says when it is ready", () => {
    expect(service(name).depends_on).toMatchObject({
      setup: { condition: "service_completed_successfully" },
      kafka: { condition: "service_healthy" },
      postgres: { condition: "service_healthy" },
    });
    expect(service(name).healthcheck?.test).toEqual(["CMD", "node", "infra/docker/src/healthcheck.ts"]);
  });
});

describe("nobody can do more than they must", () => {
  test.each([...services, "setup", "sms-simulator"])("%s is no root and can change no file", (name) => {
    const { user, read_only, tmpfs, cap_drop, security_opt } = service(name);
    expect(user).toBe("1000:1000");
    expect(read_only).toBe(true);
    expect(tmpfs?.[0]).toMatch(/^\/tmp:/);
    expect(cap_drop).toEqual(["ALL"]);
    expect(security_opt).toEqual(["no-new-privileges:true"]);
  });

  test("the master key of the vault goes only to those who seal and open", () => {
    const holders = services.filter((name) => mounts(name, "vault-key"));
    expect(holders).toEqual(services.filter((name) => name !== "gateway").toSorted());
  });

  test("the key that signs tokens goes only to the gateway", () => {
    expect(services.filter((name) => mounts(name, "auth-key"))).toEqual(["gateway"]);
  });

  test("no service can change a key", () => {
    const volumes = services.flatMap((name) => service(name).volumes ?? []);
    expect(volumes.filter((volume) => !volume.endsWith(":ro"))).toEqual([]);
  });

  test("every port is taken once and is reached from this machine only", () => {
    const ports = all.flatMap(([, it]) => it.ports ?? []);
    const published = ports.map((port) => port.split(":")[1]);
    expect(new Set(published).size).toBe(published.length);
    expect(ports.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
  });
});

/** The variables that compose fills in. */
const variablesIn = (text: string): { name: string; otherwise: string }[] => {
  const found = [...text.matchAll(/\$\{(\w+)(?::-([^}]*))?\}/g)];
  const byName = new Map(found.map(([, name = "", otherwise = ""]) => [name, otherwise]));
  return [...byName].map(([name, otherwise]) => ({ name, otherwise }));
};
const variables = () => variablesIn(textOf("docker-compose.yml"));

const mounts = (name: string, volume: string): boolean =>
  (service(name).volumes ?? []).some((it) => it.startsWith(`${volume}:`));

const isSecret = (name: string): boolean => /PASSWORD|SECRET/.test(name);

describe("each container has its own secrets", () => {
  test("no secret has a default, and none stands in the file", () => {
    expect(variables().filter(({ name, otherwise }) => isSecret(name) && otherwise !== "")).toEqual([]);
    const inFull = all.flatMap(([, { environment }]) =>
      Object.entries(environment ?? {}).filter(
        ([name, value]) => isSecret(name) && !/^\$\{\w+\}$/.test(String(value)),
      ),
    );
    expect(inFull).toEqual([]);
    expect(textOf("docker-compose.yml")).not.toMatch(/:\/\/[\w-]+:[^$<{][^@\s]*@/);
  });

  test("no two services are given the same secret, and only the setup is given those of others", () => {
    const secretsOf = (name: string) =>
      variablesIn(JSON.stringify(environmentOf(name)))
        .map((it) => it.name)
        .filter(isSecret);
    const byService = services.flatMap((name) => secretsOf(name).map((secret) => ({ secret, name })));
    const shared = [...Map.groupBy(byService, ({ secret }) => secret).values()].filter(
      (holders) => holders.length > 1,
    );
    expect(shared).toEqual([]);
    expect(secretsOf("intake")).toEqual(["INTAKE_PASSWORD", "INTAKE_PEOPLE_PASSWORD"]);
    expect(secretsOf("setup")).toContain("VAULT_OWNER_PASSWORD");
    expect(byService.filter(({ secret }) => /OWNER|POSTGRES/.test(secret))).toEqual([]);
  });

  test("a file made for compose gives each secret a value of its own, and nothing else", () => {
    const made = spawnSync("sh", ["infra/docker/make-env.sh"], { cwd: repository, encoding: "utf8" }).stdout;
    const values = [...made.matchAll(/^(\w+)=(.*)$/gm)].filter(
      ([, name = ""]) => isSecret(name) && name !== "OIDC_CLIENT_SECRET",
    );
    expect(values).toHaveLength(24);
    expect(new Set(values.map(([, , value]) => value)).size).toBe(24);
    expect(values.filter(([, , value = ""]) => !/^[\w-]{32}$/.test(value))).toEqual([]);
    expect(made).toContain("\nAUTH_MODE=\n");
    expect(textOf(".gitignore").split("\n")).toContain(".env");
  });
});

describe("the parts fit", () => {
  test("every image names its version", () => {
    const loose = all.map(([, { image }]) => image).filter((image) => !/:v?\d+\.\d+/.test(image));
    expect(loose).toEqual([]);
  });

  test("every dependency and every volume is declared", () => {
    const needed = all.flatMap(([, { depends_on }]) => Object.keys(depends_on ?? {}));
    expect(needed.filter((name) => !(name in compose.services))).toEqual([]);
    const named = all.flatMap(([, it]) => it.volumes ?? []).filter((volume) => !volume.startsWith("."));
    expect([...new Set(named.map((volume) => volume.split(":")[0]))].sort()).toEqual(
      Object.keys(compose.volumes).sort(),
    );
  });

  test("only a dependency with a health check is waited for until it is healthy", () => {
    const healthy = all.flatMap(([, { depends_on }]) =>
      Object.entries(depends_on ?? {}).filter(([, { condition }]) => condition === "service_healthy"),
    );
    expect(healthy.filter(([name]) => !service(name).healthcheck)).toEqual([]);
  });

  test("the gateway finds each service on the port on which it listens", () => {
    const upstreams = services.filter((name) => name !== "gateway");
    const found = upstreams.map((name) => environmentOf("gateway")[`UPSTREAM_${name.toUpperCase()}`]);
    expect(found).toEqual(upstreams.map((name) => `http://${name}:${environmentOf(name).PORT}`));
  });

  test("the broker that the services are told of is the one that Kafka advertises to them", () => {
    expect(environmentOf("kafka").KAFKA_ADVERTISED_LISTENERS).toContain(
      `INTERNAL://${environmentOf("intake").KAFKA_BROKERS}`,
    );
  });

  test(".env.example lists every variable with the default that it has", () => {
    const listed = [...textOf(".env.example").matchAll(/^(\w+)=(.*)$/gm)].map(([, k, v]) => `${k}=${v}`);
    expect(listed.sort()).toEqual(
      variables()
        .map(({ name, otherwise }) => `${name}=${otherwise}`)
        .sort(),
    );
  });
});

const hasCompose = spawnSync("docker", ["compose", "version"]).status === 0;

test.skipIf(!hasCompose)("docker compose accepts the file (skipped where it is not installed)", () => {
  const files = ["compose", "--profile", "app", "--file", "docker-compose.yml"];
  const { stderr } = spawnSync("docker", [...files, "config", "--quiet"], {
    cwd: repository,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
});
