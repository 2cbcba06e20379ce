import { expect, test } from "vitest";
import { z } from "zod";
import { readConfig, serviceEnvironment } from "./config.ts";
import { allOverHttps, mailAccess, needed, secret, whenExposed } from "./exposure.ts";

const environment = serviceEnvironment.extend({
  PROVIDER_SECRET: whenExposed(
    z.string().min(16).default("the embedded stack's"),
    secret("the embedded stack's"),
  ),
  WHERE: whenExposed(z.string().optional(), needed),
  SMTP_URL: whenExposed(z.url().optional(), mailAccess("SMTP_URL")),
  UPSTREAM_TEA: whenExposed(z.string().optional(), allOverHttps("UPSTREAM_TEA")),
});

const onALaptop = {
  PORT: "3002",
  DATABASE_URL: "postgres://routing:shouwen@127.0.0.1/shouwen",
  PEOPLE_DATABASE_URL: "postgres://routing_people@localhost/shouwen",
  KAFKA_BROKERS: "127.0.0.1:9092",
  AUTH_ISSUER: "http://shouwen.local",
  AUTH_JWKS: "/keys/jwks.json",
};

const elsewhere = {
  ...onALaptop,
  NODE_ENV: "production",
  DATABASE_URL: "postgres://routing:correct-horse-battery@db.internal/shouwen?sslmode=verify-full",
  PEOPLE_DATABASE_URL:
    "postgres://routing_people:battery-staple-correct@db.internal/shouwen?sslmode=verify-full",
  KAFKA_BROKERS: "kafka-1.internal:9093,kafka-2.internal:9093",
  KAFKA_TLS: "true",
  KAFKA_USERNAME: "routing",
  KAFKA_PASSWORD: "a password that nobody else has",
  AUTH_JWKS: "https://login.example.com/keys",
  PROVIDER_SECRET: "a secret between us and the provider",
  WHERE: "here",
};

/** The settings that are complained of, in order. */
const complaints = (settings: NodeJS.ProcessEnv): string[] => {
  try {
    readConfig(environment, settings);
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name ?? "");
  }
};

test("on a laptop, bound to itself, everything has a default", () => {
  expect(complaints(onALaptop)).toEqual([]);
});

test.each([{ NODE_ENV: "production" }, { HOST: "0.0.0.0" }, { HOST: "::" }, { HOST: "10.0.0.7" }])(
  "with %o a service refuses to start and names each setting that is not safe, all at once",
  (where) => {
    const unsafe = {
      ...onALaptop,
      ...where,
      DATABASE_URL: "postgres://routing:@postgres:5432/shouwen",
      PEOPLE_DATABASE_URL: "postgres://routing_people:long-enough-to-be-a-secret@postgres:5432/shouwen",
      KAFKA_BROKERS: "kafka:19092",
      AUTH_JWKS: "http://login.internal/keys",
      FAIL_AT: "sent:3",
      PROVIDER_SECRET: "",
    };
    expect(complaints(unsafe)).toEqual([
      "KAFKA_BROKERS",
      "AUTH_JWKS",
      "FAIL_AT",
      "DATABASE_URL",
      "PEOPLE_DATABASE_URL",
      "PROVIDER_SECRET",
      "WHERE",
    ]);
  },
);

test("with everything set it starts", () => {
  expect(complaints(elsewhere)).toEqual([]);
  expect(complaints({ ...elsewhere, NODE_ENV: undefined, HOST: "0.0.0.0" })).toEqual([]);
});

test("a secret that stands in the source, or is short, is none", () => {
  expect(complaints({ ...elsewhere, PROVIDER_SECRET: "the embedded stack's" })).toEqual(["PROVIDER_SECRET"]);
  const known = "postgres://routing:shouwen@db.internal/shouwen?sslmode=verify-full";
  expect(complaints({ ...elsewhere, DATABASE_URL: known })).toEqual(["DATABASE_URL"]);
  expect(complaints({ ...elsewhere, KAFKA_PASSWORD: "short" })).toEqual(["KAFKA_PASSWORD"]);
});

test("a connection in the clear needs somebody who said so, by the name of the setting", () => {
  const plain = {
    ...elsewhere,
    DATABASE_URL: "postgres://routing:correct-horse-battery@db.internal/shouwen?sslmode=require",
    KAFKA_TLS: "false",
  };
  expect(complaints(plain)).toEqual(["KAFKA_BROKERS", "DATABASE_URL"]);
  expect(complaints({ ...plain, ALLOW_PLAINTEXT: "DATABASE_URL" })).toEqual(["KAFKA_BROKERS"]);
  expect(complaints({ ...plain, ALLOW_PLAINTEXT: "DATABASE_URL, KAFKA_BROKERS" })).toEqual([]);
});

test("brokers that are spoken to over TLS are told who speaks", () => {
  const nobody = { ...elsewhere, KAFKA_USERNAME: "", KAFKA_PASSWORD: "" };
  expect(complaints(nobody)).toEqual(["KAFKA_BROKERS"]);
  expect(
    complaints({ ...nobody, KAFKA_CERT_FILE: "/certs/us.pem", KAFKA_KEY_FILE: "/certs/us.key" }),
  ).toEqual([]);
});

test.each([
  ["smtp://mail.internal:1025", ["SMTP_URL"]],
  ["smtp://shouwen@mail.internal", ["SMTP_URL"]],
  ["smtp://shouwen:hand-over-my-mail@mail.internal", []],
  ["smtps://mail.internal", []],
  ["smtp://127.0.0.1:1025", []],
])("what customers are written goes to %s: %j is complained of", (url, wrong) => {
  expect(complaints({ ...elsewhere, SMTP_URL: url })).toEqual(wrong);
  expect(complaints({ ...elsewhere, SMTP_URL: url, ALLOW_PLAINTEXT: "SMTP_URL" })).toEqual([]);
});

test("a list of services that are shown somebody's token is held to https, one by one", () => {
  const lists = {
    ARCHIVES: "routing=https://routing.internal, intake=http://intake:3001",
    UPSTREAM_TEA: "https://tea-1.internal, http://tea-2.internal",
  };
  expect(complaints({ ...elsewhere, ...lists })).toEqual(["ARCHIVES", "UPSTREAM_TEA"]);
  expect(complaints({ ...elsewhere, ...lists, ALLOW_PLAINTEXT: "ARCHIVES,UPSTREAM_TEA" })).toEqual([]);
  const safe = { ARCHIVES: "intake=https://intake.internal", UPSTREAM_TEA: "https://tea,http://127.0.0.1:1" };
  expect(complaints({ ...elsewhere, ...safe })).toEqual([]);
});

test("no problem repeats what a setting holds", () => {
  const leaky = { ...elsewhere, DATABASE_URL: "postgres://routing:hunter2@db.internal/shouwen" };
  expect(() => readConfig(environment, leaky)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
  );
});
