import { expect, test } from "vitest";
import { checkCustomers, customersPolicy, shippedCustomers } from "./customers-policy.ts";

test("customers belong to the properties that know them, and an erasure cools for three days, unless the group says otherwise", () => {
  expect(customersPolicy.parse(shippedCustomers)).toEqual({ scope: "property", coolingDays: 3 });
  expect(customersPolicy.parse({})).toEqual(customersPolicy.parse(shippedCustomers));
});

test("only the group decides whose its customers are", () => {
  const body = customersPolicy.parse({ scope: "group" });
  expect(checkCustomers(body, "group")).toEqual([]);
  for (const scope of ["prp_lakeside", "brand:lotus", "region:east"])
    expect(checkCustomers(body, scope)).toMatchObject([{ severity: "error", code: "group_only" }]);
});
