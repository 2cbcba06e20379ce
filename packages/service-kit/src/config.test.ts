import { expect, test } from "vitest";
import { readConfig, serviceEnvironment } from "./config.ts";

const sound = {
  PORT: "3002",
  DATABASE_URL: "postgres://routing@localhost/shouwen",
  PEOPLE_DATABASE_URL: "postgres://routing_people@localhost/shouwen",
  KAFKA_BROKERS: "a:9092, b:9092",
  AUTH_ISSUER: "http://shouwen.local",
  AUTH_JWKS: "/keys/jwks.json",
};

test("what is not set has a default that works on a laptop", () => {
  expect(readConfig(serviceEnvironment, sound)).toMatchObject({
    HOST: "127.0.0.1",
    KAFKA_BROKERS: ["a:9092", "b:9092"],
    OUTBOX_POLL_MS: 50,
  });
});

test("all problems are reported at once, by name", () => {
  const read = () =>
    readConfig(serviceEnvironment, { ...sound, PORT: "no", DATABASE_URL: "mysql://x", AUTH_JWKS: "" });
  expect(read).toThrow(/PORT[\s\S]*DATABASE_URL|DATABASE_URL[\s\S]*PORT/);
  expect(read).toThrow(/AUTH_JWKS/);
});
