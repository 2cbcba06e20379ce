import { expect, test } from "vitest";
import { resourceOwners, serviceOf } from "./resources.ts";

test("each resource is answered by one service", () => {
  const names = resourceOwners.map(([resource]) => resource);
  expect(new Set(names).size).toBe(names.length);
});

test("a policy is answered by the service that owns its kind", () => {
  expect(serviceOf("/v1/policies/sla")).toBe("routing");
  expect(serviceOf("/v1/policies/quiet_hours")).toBe("messaging");
  expect(serviceOf("/v1/policies/no_such_kind")).toBeUndefined();
});

test("the import of staff goes to workforce, every other import to intake", () => {
  expect(serviceOf("/v1/imports/workforce")).toBe("workforce");
  expect(serviceOf("/v1/imports/imp_1")).toBe("intake");
});

test("what lies below a resource belongs to the resource's service", () => {
  expect(serviceOf("/v1/tickets/tic_1/accept")).toBe("routing");
});

test("nothing outside of /v1 is passed on", () => {
  expect(serviceOf("/health/status")).toBeUndefined();
  expect(serviceOf("/v2/tickets")).toBeUndefined();
});
