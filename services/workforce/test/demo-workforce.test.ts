import { expect, test } from "vitest";
import { demoWorkforce } from "../demo/workforce.ts";

const { properties, teams: allTeams, staff } = demoWorkforce();
const teams = allTeams.filter(({ teamId }) => teamId !== "tea_group_desk");
const working = staff.filter(({ staffId }) => staffId !== "stf_group_admin");

test("the demo group has six properties of three brands in two time zones and two languages", () => {
  expect(properties).toHaveLength(6);
  expect(new Set(properties.map(({ brand }) => brand)).size).toBe(3);
  expect(new Set(properties.map(({ timeZone }) => timeZone))).toEqual(
    new Set(["Asia/Shanghai", "Asia/Hong_Kong"]),
  );
  expect(new Set(properties.map(({ language }) => language))).toEqual(new Set(["zh-CN", "en"]));
});

test("the same seed gives the same document, and no seed changes an id", () => {
  expect(demoWorkforce(42)).toEqual(demoWorkforce());
  expect(demoWorkforce(7)).not.toEqual(demoWorkforce());
  expect(demoWorkforce(7).staff.map(({ staffId }) => staffId)).toEqual(staff.map(({ staffId }) => staffId));
});

test("every team of every property has somebody on duty with capacity and its skills", () => {
  expect(teams).toHaveLength(48);
  for (const { teamId } of teams) {
    const members = working.filter(({ teamIds }) => teamIds.includes(teamId));
    expect(members.length, teamId).toBeGreaterThanOrEqual(1);
    for (const { onDuty, capacity, skills } of members) {
      expect({ onDuty, capacity }).toEqual({ onDuty: true, capacity: 20 });
      expect(skills.length).toBeGreaterThanOrEqual(2);
    }
  }
});

test("each property has two agents, eleven handlers, one supervisor, who is its default owner, and one manager", () => {
  for (const { propertyId, defaultOwnerId } of properties) {
    const people = working.filter((member) => member.propertyId === propertyId);
    const count = (role: string) => people.filter(({ roles }) => roles.some((one) => one === role)).length;
    expect([count("agent"), count("staff"), count("supervisor"), count("manager")]).toEqual([2, 11, 1, 1]);
    expect(people.find(({ staffId }) => staffId === defaultOwnerId)?.roles).toEqual(["supervisor"]);
  }
});

test("everybody reports to somebody of the group, up to the group's admin, and agents grant what the rules allow their role", () => {
  const byId = new Map(staff.map((member) => [member.staffId, member]));
  const reportsTo: Record<string, string> = {
    agent: "supervisor",
    staff: "supervisor",
    supervisor: "manager",
    manager: "admin",
  };
  const limits = new Map<string, Set<number | string>>();
  for (const { staffId, supervisorId, roles, remedyLimit, propertyId } of working) {
    const superior = byId.get(supervisorId ?? "");
    const [role = ""] = roles;
    expect(superior?.roles, staffId).toEqual([reportsTo[role]]);
    if (role === "manager") expect(superior?.staffId).toBe("stf_group_admin");
    else expect(superior?.propertyId, staffId).toBe(propertyId);
    limits.set(role, (limits.get(role) ?? new Set()).add(remedyLimit?.amountMinor ?? "by role"));
  }
  expect([...limits].map(([role, amounts]) => [role, ...amounts])).toEqual([
    ["agent", "by role"],
    ["staff", "by role"],
    ["supervisor", 50_000],
    ["manager", 200_000],
  ]);
});

test("the group has a desk, which is told where a property has nobody to tell", () => {
  expect(allTeams.map(({ teamId }) => teamId)).toContain("tea_group_desk");
  expect(staff.filter(({ teamIds }) => teamIds.includes("tea_group_desk"))).toHaveLength(1);
});

test("ids follow one pattern and are readable", () => {
  const ids = staff.map(({ staffId }) => staffId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining(["stf_lakeside_maya", "stf_harbour_chloe", "stf_garden_zack", "stf_group_admin"]),
  );
  expect(teams.map(({ teamId }) => teamId)).toContain("tea_oldtown_service_centre");
  expect(teams.map(({ departmentId }) => departmentId)).toContain("dep_oldtown_customer_service");
  for (const { teamId, propertyId, departmentId } of teams) {
    const slug = propertyId.slice(4);
    expect(teamId.startsWith(`tea_${slug}_`) && departmentId.startsWith(`dep_${slug}_`)).toBe(true);
  }
});
