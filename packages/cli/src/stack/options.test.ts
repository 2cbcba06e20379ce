import { expect, test } from "vitest";
import { readUpOptions } from "./options.ts";

const known = ["gateway", "intake", "routing"];
const read = (flags: Parameters<typeof readUpOptions>[0], env: NodeJS.ProcessEnv = {}) =>
  readUpOptions(flags, env, known);

test("without flags everything starts, once, on one embedded broker, with demo data", () => {
  expect(read({})).toEqual({
    detach: false,
    reset: false,
    services: undefined,
    replicas: {},
    brokers: 1,
    demo: true,
    databaseUrl: undefined,
    kafkaBrokers: undefined,
  });
});

test("lists may be written with commas or given several times", () => {
  expect(read({ services: "intake, routing" }).services).toEqual(["intake", "routing"]);
  expect(read({ replicas: ["routing=2,intake=3"] }).replicas).toEqual({ routing: 2, intake: 3 });
  expect(read({ replicas: ["routing=2", "intake=3"] }).replicas).toEqual({ routing: 2, intake: 3 });
});

test.each([
  [{ services: "desk" }, "--services names desk, and there is no such service"],
  [{ replicas: ["desk=2"] }, "--replicas names desk, and there is no such service"],
  [{ replicas: ["routing"] }, "--replicas routing says nothing"],
  [{ brokers: "2" }, "--brokers 2 is neither 1 nor 3"],
])("%j is refused before anything starts", (flags, message) => {
  expect(() => read(flags)).toThrow(message);
});

test("servers named by the environment are used, and never emptied by --reset", () => {
  const env = { DATABASE_URL: "postgres://me@db/shouwen", KAFKA_BROKERS: "a:9092, b:9092" };
  expect(read({}, env)).toMatchObject({ databaseUrl: env.DATABASE_URL, kafkaBrokers: ["a:9092", "b:9092"] });
  expect(() => read({ reset: true }, env)).toThrow(
    "--reset empties the embedded stack only, and DATABASE_URL and KAFKA_BROKERS is set",
  );
});
