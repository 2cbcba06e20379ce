import { expect, test } from "vitest";
import { allResources, serviceOf } from "./resources.ts";

test("each resource is answered by one service", () => {
  const names = allResources.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("a policy is answered by the service that owns its kind", () => {
  expect(serviceOf("/v1/policies/sla")).toBe("routing");
  expect(serviceOf("/v1/policies/danger_words")).toBe("intake");
  expect(serviceOf("/v1/policies/quiet_hours")).toBe("messaging");
  expect(serviceOf("/v1/policies/no_such_kind")).toBeUndefined();
});

test("imports of staff and rota go to workforce, every other import to intake", () => {
  for (const name of ["workforce", "staff.csv", "rota.csv"])
    expect(serviceOf(`/v1/imports/${name}`)).toBe("workforce");
  expect(serviceOf("/v1/imports/imp_1")).toBe("intake");
});

test("what lies below a resource belongs to the resource's service", () => {
  expect(serviceOf("/v1/tickets/tic_1/accept")).toBe("routing");
});

test("nothing outside of /v1 is passed on", () => {
  expect(serviceOf("/health/status")).toBeUndefined();
  expect(serviceOf("/v2/tickets")).toBeUndefined();
});

test("only imports have long bodies", () => {
  expect(allResources.filter(({ isStreamed }) => isStreamed).map(({ name }) => name)).toEqual([
    "imports",
    "imports/workforce",
    "imports/staff.csv",
    "imports/rota.csv",
  ]);
});
