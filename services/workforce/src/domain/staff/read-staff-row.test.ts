import { expect, test } from "vitest";
import { readStaffRow } from "./read-staff-row.ts";

const known = {
  propertyId: "prp_lakeside",
  staffId: "stf_1",
  teams: [],
  numbers: new Map(),
  before: undefined,
};
const row = { staffNumber: "1001", name: "宋美雅", nameEn: "Maya Song", languages: "zh" };

test("a role that every object has by inheritance is none: the row is refused by its field", () => {
  expect(readStaffRow({ ...row, roles: "agent" }, known)).toHaveProperty("row");
  for (const roles of ["constructor", "agent, toString", "__proto__"])
    expect(readStaffRow({ ...row, roles }, known)).toMatchObject({ errors: [{ field: "roles" }] });
});
