import { expect, test } from "vitest";
import { isInfrastructureError } from "./database.ts";

const anError = (fields: object, message = "no"): Error => Object.assign(new Error(message), fields);

const terminated = {
  name: "DriverAdapterError",
  cause: { originalCode: "57P01", kind: "postgres", code: "57P01", severity: "FATAL" },
};

test("a database that ended the session is nobody's mistake, whoever wraps its answer", () => {
  const errors = [
    anError({ code: "57P01" }),
    anError({ code: "ECONNRESET" }),
    anError({}, "Connection terminated unexpectedly"),
    anError(terminated),
    anError({ name: "DriverAdapterError", cause: { kind: "ConnectionClosed" } }),
    anError({ code: "P2039", meta: { modelName: "Ticket", driverAdapterError: terminated } }),
    anError({ code: "P1017" }),
  ];
  expect(errors.map(isInfrastructureError)).toEqual(errors.map(() => true));
});

test("what was asked wrongly stays a fault of ours", () => {
  const errors = [
    anError({ code: "42703" }),
    anError({ code: "23505" }),
    anError({
      code: "P2010",
      meta: { driverAdapterError: { cause: { kind: "UnsupportedNativeDataType" } } },
    }),
    anError({}, "x is not a function"),
  ];
  expect(errors.map(isInfrastructureError)).toEqual(errors.map(() => false));
});
