import { expect, test } from "vitest";
import type { PortPlan, Replica } from "./port-plan.ts";
import { type StackSettings, serviceEnv } from "./service-env.ts";

const replica = (service: string, port: number, name = service): Replica => ({ name, service, port });

const ports: PortPlan = {
  postgres: 4432,
  brokers: [{ client: 4492, controller: 4493 }],
  traces: 4440,
  sms: 4441,
  mail: 4442,
  smtp: 4443,
  replicas: [
    replica("gateway", 4400),
    replica("intake", 4401),
    replica("routing", 4402),
    replica("messaging", 4404),
    replica("routing", 4460, "routing-2"),
  ],
};

const around: StackSettings = {
  ports,
  brokers: ["127.0.0.1:4492"],
  databases: { routing: { owner: "postgres://o", machine: "postgres://m", people: "postgres://p" } },
  issuer: {
    issuer: "http://shouwen.local",
    audience: "shouwen",
    jwksFile: "/auth/jwks.json",
    signingKeyFile: "/auth/key.json",
    sign: async () => "",
  },
  masterKeyFile: "/secrets/master.key",
};

const envOf = (service: string, port: number) => serviceEnv(around, replica(service, port));

test("a service reaches its own schema as machine and as a person, never as owner", () => {
  const env = envOf("routing", 4402);
  expect(env).toMatchObject({
    DATABASE_URL: "postgres://m",
    PEOPLE_DATABASE_URL: "postgres://p",
    PORT: "4402",
  });
  expect(JSON.stringify(env)).not.toContain("postgres://o");
});

test("the gateway is given every replica of every service, and the key to sign people in", () => {
  expect(envOf("gateway", 4400)).toMatchObject({
    UPSTREAM_ROUTING: "http://127.0.0.1:4402,http://127.0.0.1:4460",
    UPSTREAM_INTAKE: "http://127.0.0.1:4401",
    AUTH_SIGNING_KEY_FILE: "/auth/key.json",
  });
  expect(envOf("routing", 4402).AUTH_SIGNING_KEY_FILE).toBeUndefined();
});

test("only services that keep personal fields are given the master key", () => {
  const holders = [
    "intake",
    "routing",
    "callbacks",
    "messaging",
    "profiles",
    "scoring",
    "workforce",
    "gateway",
  ].filter((service) => envOf(service, 1).VAULT_MASTER_KEY_FILE);
  expect(holders).toEqual([
    "intake",
    "routing",
    "callbacks",
    "messaging",
    "profiles",
    "scoring",
    "workforce",
  ]);
});

test("messaging is told the providers, and the origin by which receipts come back", () => {
  expect(envOf("messaging", 4404)).toMatchObject({
    SMTP_URL: "smtp://127.0.0.1:4443",
    SMS_PROVIDER_URL: "http://127.0.0.1:4441",
    PUBLIC_URL: "http://127.0.0.1:4400",
  });
});
