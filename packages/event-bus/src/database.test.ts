import { expect, test } from "vitest";
import { brokenUniqueness, isDuplicateIn, isInfrastructureError, wasHandledBefore } from "./database.ts";

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

const duplicateIn = (table: string): Error =>
  anError({
    code: "23505",
    table,
    constraint: `${table}_pkey`,
    detail: "Key (staff_number, property_id)=(0244, prp_lakeside) already exists.",
  });

test("only a row of the inbox says that something was done before", () => {
  expect(["inbox_default", "inbox_2026_11_30"].map(duplicateIn).map(wasHandledBefore)).toEqual([true, true]);
  expect(["staff", "inboxes"].map(duplicateIn).map(wasHandledBefore)).toEqual([false, false]);
  expect(isDuplicateIn(duplicateIn("policy"), "policy")).toBe(true);
});

test("a broken uniqueness names its columns, and none of the values that met", () => {
  expect(brokenUniqueness(duplicateIn("staff"))).toEqual({
    table: "staff",
    constraint: "staff_pkey",
    columns: ["staff_number", "property_id"],
  });
  expect(brokenUniqueness(anError({ code: "57P01" }))).toBeUndefined();
});
