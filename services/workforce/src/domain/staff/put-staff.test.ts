import { staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import {
  aMember,
  around,
  earlier,
  now,
  onDuty,
  staffCommand,
  staffData,
  teamData,
} from "../../../test/workforce.ts";
import { putStaff } from "./put-staff.ts";
import { evolveStaff, unknownStaff } from "./staff.ts";

test("somebody new is said whole: employed and off duty", () => {
  expect(putStaff(staffCommand(), unknownStaff, around())).toEqual([
    staffState.of(staffData({ updatedAt: now })),
  ]);
});

test("putting somebody again as they are says nothing, on duty or off", () => {
  expect(putStaff(staffCommand(), aMember(), around())).toEqual([]);
  expect(putStaff(staffCommand(), aMember(onDuty), around())).toEqual([]);
});

test("who learns something on duty stays on duty, since the same moment", () => {
  const skills = [{ skill: "plumbing", level: 5 }];
  expect(putStaff(staffCommand({ skills }), aMember(onDuty), around())).toEqual([
    staffState.of(staffData({ ...onDuty, skills, updatedAt: now })),
  ]);
});

test("who moves to another property goes off duty in the old one first", () => {
  const away = { propertyId: "prp_harbour", departmentId: null, teamIds: [] };
  expect(putStaff(staffCommand(away), aMember(onDuty), around({ teams: [] }))).toEqual([
    staffWentOffDuty.of({ staffId: "stf_lakeside_victor", propertyId: "prp_lakeside", at: now }),
    staffState.of(staffData({ ...away, updatedAt: now })),
  ]);
});

test("who moves off duty just moves", () => {
  const away = { propertyId: "prp_harbour", departmentId: null, teamIds: [] };
  expect(putStaff(staffCommand(away), aMember(), around({ teams: [] }))).toEqual([
    staffState.of(staffData({ ...away, updatedAt: now })),
  ]);
});

test("nobody works in a property that is not known", () => {
  expect(() => putStaff(staffCommand(), unknownStaff, around({ propertyKnown: false }))).toThrow(
    expect.objectContaining({ code: "property.not_found" }),
  );
});

test("nobody works in a team or department that the home property does not have", () => {
  const elsewhere = teamData({ teamId: "tea_lakeside_fnb", departmentId: "dep_lakeside_fnb" });
  expect(() => putStaff(staffCommand(), unknownStaff, around({ teams: [elsewhere] }))).toThrow(
    expect.objectContaining({ code: "staff.team_unknown", facts: { teamIds: ["tea_lakeside_engineering"] } }),
  );
  expect(() => putStaff(staffCommand({ teamIds: [] }), unknownStaff, around({ teams: [elsewhere] }))).toThrow(
    expect.objectContaining({ code: "staff.department_unknown" }),
  );
});

test("nobody but an admin makes or unmakes an admin or an integrator", () => {
  const forbidden = expect.objectContaining({ code: "staff.role_forbidden" });
  expect(() => putStaff(staffCommand({ roles: ["admin"] }), unknownStaff, around())).toThrow(forbidden);
  expect(() => putStaff(staffCommand({ roles: ["integrator"] }), aMember(), around())).toThrow(forbidden);
  expect(() => putStaff(staffCommand(), aMember({ roles: ["staff", "admin"] }), around())).toThrow(forbidden);
  expect(
    putStaff(staffCommand({ roles: ["admin"] }), aMember(), around({ givenBy: ["admin"] })),
  ).toHaveLength(1);
});

test("a manager may change an admin in everything but that", () => {
  const admin = aMember({ roles: ["admin"] });
  expect(putStaff(staffCommand({ roles: ["admin"], capacity: 5 }), admin, around())).toHaveLength(1);
});

test("who has left the company does not come back by being put", () => {
  expect(() => putStaff(staffCommand(), aMember({ employed: false }), around())).toThrow(
    expect.objectContaining({ code: "staff.has_left" }),
  );
});

test("facts are counted, states are not: they have numbers of their own", () => {
  const wentOff = staffWentOffDuty.of({
    staffId: "stf_lakeside_victor",
    propertyId: "prp_lakeside",
    at: earlier,
  });
  const state = staffState.of(staffData());
  expect(evolveStaff(aMember({}, 1), wentOff)).toEqual(aMember({}, 2));
  expect(evolveStaff(aMember(onDuty, 2), state)).toEqual(aMember({}, 2));
  expect(evolveStaff(unknownStaff, state)).toEqual(aMember());
  expect(evolveStaff(unknownStaff, wentOff)).toEqual(unknownStaff);
});

test("whether somebody is away and who stands in is not described, so it stays as it is", () => {
  const away = { absentUntil: "2026-11-25T16:00:00.000Z", substituteId: "stf_lakeside_amy" };
  expect(putStaff(staffCommand(), aMember(away), around())).toEqual([]);
  expect(putStaff(staffCommand({ capacity: 3 }), aMember(away), around())).toEqual([
    staffState.of(staffData({ ...away, capacity: 3, updatedAt: now })),
  ]);
});

test("nobody reports to themselves", () => {
  const command = staffCommand({ supervisorId: "stf_lakeside_victor" });
  expect(() => putStaff(command, unknownStaff, around())).toThrow(
    expect.objectContaining({ code: "staff.supervises_self" }),
  );
});

test("nobody sets what they may give by themselves", () => {
  const remedyLimit = { amountMinor: 900_000, currency: "CNY" };
  const own = around({ by: "stf_lakeside_victor" });
  expect(() => putStaff(staffCommand({ remedyLimit }), aMember(), own)).toThrow(
    expect.objectContaining({ code: "staff.limit_own" }),
  );
  expect(putStaff(staffCommand({ remedyLimit }), aMember(), around())).toHaveLength(1);
  expect(putStaff(staffCommand({ remedyLimit }), aMember({ remedyLimit }), own)).toEqual([]);
});

test("a number is one person's, and somebody reports to who works here", () => {
  expect(() => putStaff(staffCommand(), unknownStaff, around({ numberOf: "stf_lakeside_amy" }))).toThrow(
    expect.objectContaining({ code: "staff.number_taken", facts: { staffId: "stf_lakeside_amy" } }),
  );
  const known = { numberOf: "stf_lakeside_amy" };
  expect(putStaff(staffCommand({ capacity: 3 }), aMember(), around(known))).toHaveLength(1);
  expect(() => putStaff(staffCommand({ staffNumber: "9" }), aMember(), around(known))).toThrow(
    expect.objectContaining({ code: "staff.number_taken" }),
  );
  const reporting = staffCommand({ supervisorId: "stf_lakeside_diana" });
  const gone = aMember({ employed: false });
  expect(() => putStaff(reporting, unknownStaff, around({ supervisor: gone }))).toThrow(
    expect.objectContaining({ code: "staff.supervisor_left" }),
  );
  const before = aMember({ supervisorId: "stf_lakeside_diana" });
  expect(putStaff({ ...reporting, capacity: 3 }, before, around({ supervisor: gone }))).toHaveLength(1);
  for (const supervisor of [unknownStaff, aMember()])
    expect(putStaff(reporting, unknownStaff, around({ supervisor }))).toHaveLength(1);
});
