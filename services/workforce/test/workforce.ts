import type { Role } from "@shouwen/contracts/events/workforce";
import type { Property, PropertyData } from "../src/domain/organisation/property.ts";
import type { PutProperty } from "../src/domain/organisation/put-property.ts";
import type { PutTeam } from "../src/domain/organisation/put-team.ts";
import type { Team, TeamData } from "../src/domain/organisation/team.ts";
import type { PutStaff, PutStaffContext } from "../src/domain/staff/put-staff.ts";
import type { Staff, StaffData } from "../src/domain/staff/staff.ts";

/** When things were last said, and when the decisions under test are made. */
export const earlier = "2026-11-22T00:00:00.000Z";
export const now = "2026-11-22T08:00:00.000Z";

export const propertyCommand = (overrides: Partial<PutProperty> = {}): PutProperty => ({
  propertyId: "prp_lakeside",
  name: "湖滨酒店",
  nameEn: "Lakeside Hotel",
  brand: null,
  region: null,
  timeZone: "Asia/Shanghai",
  language: "zh-CN",
  countryCode: "CN",
  phone: null,
  defaultOwnerId: null,
  purpose: "live",
  ...overrides,
});

export const aProperty = (overrides: Partial<PropertyData> = {}): Property => ({
  status: "known",
  data: { ...propertyCommand(), updatedAt: earlier, ...overrides },
});

export const teamCommand = (overrides: Partial<PutTeam> = {}): PutTeam => ({
  teamId: "tea_lakeside_engineering",
  propertyId: "prp_lakeside",
  departmentId: "dep_lakeside_engineering",
  departmentName: "工程部",
  departmentNameEn: "Engineering",
  name: "维修",
  nameEn: "Repairs",
  ...overrides,
});

export const teamData = (overrides: Partial<TeamData> = {}): TeamData => ({
  ...teamCommand(),
  updatedAt: earlier,
  ...overrides,
});

export const aTeam = (overrides: Partial<TeamData> = {}): Team => ({
  status: "standing",
  data: teamData(overrides),
});

export const aDissolvedTeam = (overrides: Partial<TeamData> = {}): Team => ({
  status: "dissolved",
  data: teamData(overrides),
});

export const staffCommand = (overrides: Partial<PutStaff> = {}): PutStaff => ({
  staffId: "stf_lakeside_victor",
  staffNumber: "1008",
  name: "林唯拓",
  nameEn: "Victor Lin",
  roles: ["staff"],
  propertyId: "prp_lakeside",
  departmentId: "dep_lakeside_engineering",
  teamIds: ["tea_lakeside_engineering"],
  skills: [{ skill: "plumbing", level: 4 }],
  languages: ["zh-CN"],
  capacity: 20,
  ...overrides,
});

export const staffData = (overrides: Partial<StaffData> = {}): StaffData => ({
  ...staffCommand(),
  onDuty: false,
  onDutySince: null,
  employed: true,
  updatedAt: earlier,
  ...overrides,
});

export const aMember = (overrides: Partial<StaffData> = {}, facts = 0): Staff => ({
  status: "known",
  facts,
  data: staffData(overrides),
});

export const onDuty = { onDuty: true, onDutySince: earlier } as const;

/** The decision's surroundings: a known property with its engineering team, and a manager who gives the command. */
export const around = (
  overrides: Partial<Omit<PutStaffContext, "givenBy">> & { givenBy?: Role[]; by?: string } = {},
): { now: string; around: PutStaffContext } => {
  const { givenBy = ["manager"], by = "stf_lakeside_boss", ...others } = overrides;
  return {
    now,
    around: { propertyKnown: true, teams: [teamData()], givenBy: { id: by, roles: givenBy }, ...others },
  };
};
