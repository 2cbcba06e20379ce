import {
  staffCameOnDuty,
  staffLeft,
  staffState,
  staffWentOffDuty,
} from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { aMember, now, onDuty, staffData } from "../../../test/workforce.ts";
import { leave } from "../staff/leave.ts";
import { unknownStaff } from "../staff/staff.ts";
import { comeOnDuty } from "./come-on-duty.ts";
import { checkDutyOf } from "./duty-of-others.ts";
import { goOffDuty } from "./go-off-duty.ts";

const who = { staffId: "stf_lakeside_victor", propertyId: "prp_lakeside", at: now };

test("coming on duty is said as a fact and as a state", () => {
  expect(comeOnDuty(aMember(), now)).toEqual([
    staffCameOnDuty.of(who),
    staffState.of(staffData({ onDuty: true, onDutySince: now, updatedAt: now })),
  ]);
});

test("coming on duty twice says nothing and does not start the duty anew", () => {
  expect(comeOnDuty(aMember(onDuty), now)).toEqual([]);
});

test("going off duty is said as a fact and as a state", () => {
  expect(goOffDuty(aMember(onDuty), now)).toEqual([
    staffWentOffDuty.of(who),
    staffState.of(staffData({ updatedAt: now })),
  ]);
});

test("going off duty twice says it once", () => {
  expect(goOffDuty(aMember(), now)).toEqual([]);
});

test("who leaves the company goes off duty first, and can still be named", () => {
  expect(leave(aMember(onDuty), now, ["manager"])).toEqual([
    staffWentOffDuty.of(who),
    staffLeft.of(who),
    staffState.of(staffData({ employed: false, updatedAt: now })),
  ]);
});

test("who leaves while off duty just leaves, and only once", () => {
  expect(leave(aMember(), now, ["manager"])).toHaveLength(2);
  expect(leave(aMember({ employed: false }), now, ["manager"])).toEqual([]);
});

test("who has left does not come on duty", () => {
  expect(() => comeOnDuty(aMember({ employed: false }), now)).toThrow(
    expect.objectContaining({ code: "staff.has_left" }),
  );
});

test("nobody who is not known comes, goes or leaves", () => {
  const leaving = (staff: typeof unknownStaff, at: string) => leave(staff, at, ["manager"]);
  for (const decide of [comeOnDuty, goOffDuty, leaving])
    expect(() => decide(unknownStaff, now)).toThrow(expect.objectContaining({ code: "staff.not_found" }));
});

test("everybody changes their own duty, and that of others only who leads them", () => {
  expect(() => checkDutyOf({ id: "stf_maya", roles: ["agent"] }, "stf_maya")).not.toThrow();
  for (const role of ["supervisor", "manager", "admin"] as const)
    expect(() => checkDutyOf({ id: "stf_diana", roles: [role] }, "stf_maya")).not.toThrow();
  expect(() => checkDutyOf({ id: "stf_leo", roles: ["agent", "staff"] }, "stf_maya")).toThrow(
    expect.objectContaining({ code: "duty.of_others_forbidden" }),
  );
});

test("only an admin ends the employment of an admin", () => {
  const admin = aMember({ roles: ["admin"] });
  expect(() => leave(admin, now, ["manager"])).toThrow(
    expect.objectContaining({ code: "staff.role_forbidden" }),
  );
  expect(leave(admin, now, ["admin"])).toHaveLength(2);
});
