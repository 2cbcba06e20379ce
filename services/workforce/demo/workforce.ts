import type { WorkforceDocument } from "../src/http/imports.ts";
import { demoGivenNames, demoPlaces, demoSurnames, type Place } from "./names.ts";
import { demoProperties } from "./properties.ts";
import { type DemoTeam, demoTeams } from "./teams.ts";

type StaffItem = WorkforceDocument["staff"][number];

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const slugOf = (propertyId: string): string => propertyId.slice("prp_".length);

const teamOf = (propertyId: string, { skills: _, team, department, ...names }: DemoTeam) => ({
  ...names,
  teamId: `tea_${slugOf(propertyId)}_${team}`,
  propertyId,
  departmentId: `dep_${slugOf(propertyId)}_${department}`,
});

/** Whom a role reports to: everybody to the property's supervisor, that one to its manager, managers to the group. */
const superiorOf = (role: Place["role"], propertyId: string): string => {
  if (role === "manager") return groupAdmin.staffId;
  const superior = role === "supervisor" ? "manager" : "supervisor";
  const given = givenNamesOf(propertyId)[demoPlaces.findIndex((place) => place.role === superior)] ?? "";
  return staffIdOf(propertyId, given.split(" ")[0] ?? "");
};

/** What somebody may grant alone, in whole units; who is not in it grants what the rules allow the role. */
const grants: Partial<Record<Place["role"], number>> = { supervisor: 500, manager: 2_000 };

const remedyLimitOf = (role: Place["role"], propertyId: string): StaffItem["remedyLimit"] => {
  const own = grants[role];
  if (own === undefined) return null;
  return { amountMinor: own * 100, currency: propertyId === "prp_harbour" ? "HKD" : "CNY" };
};

const givenNamesOf = (propertyId: string): readonly string[] =>
  (demoGivenNames[slugOf(propertyId)] ?? "").split(", ");

const staffIdOf = (propertyId: string, nameEn: string): string =>
  `stf_${slugOf(propertyId)}_${nameEn.toLowerCase()}`;

/** The people of one property: names and levels by chance, ids and places not. */
const staffOf = (propertyId: string, at: number, random: () => number): StaffItem[] =>
  givenNamesOf(propertyId).flatMap((given, n) => {
    const place = demoPlaces[n];
    const [nameEn = "", name = ""] = given.split(" ");
    const staffNumber = `${at + 1}${String(n + 1).padStart(3, "0")}`;
    return place ? [memberOf({ propertyId, place, staffNumber, name, nameEn }, random)] : [];
  });

const memberOf = (
  given: { propertyId: string; place: Place; staffNumber: string; name: string; nameEn: string },
  random: () => number,
): StaffItem => {
  const { propertyId, place, staffNumber } = given;
  const slug = slugOf(propertyId);
  const team = demoTeams.find((one) => one.team === place.team);
  const [surname, surnameEn] = demoSurnames[Math.floor(random() * demoSurnames.length)] ?? ["", ""];
  const speaksEnglish = place.role !== "staff" || propertyId === "prp_harbour" || random() < 0.5;
  return {
    staffId: staffIdOf(propertyId, given.nameEn),
    staffNumber,
    name: `${surname}${given.name}`,
    nameEn: `${given.nameEn} ${surnameEn}`,
    roles: [place.role],
    propertyId,
    departmentId: team ? `dep_${slug}_${team.department}` : null,
    teamIds: team ? [`tea_${slug}_${team.team}`] : [],
    skills: (team?.skills ?? []).map((skill) => ({ skill, level: 2 + Math.floor(random() * 4) })),
    languages: speaksEnglish ? ["zh-CN", "en"] : ["zh-CN"],
    capacity: 20,
    supervisorId: superiorOf(place.role, propertyId),
    remedyLimit: remedyLimitOf(place.role, propertyId),
    onDuty: true,
  };
};

const groupAdmin: StaffItem = {
  staffId: "stf_group_admin",
  staffNumber: "0001",
  name: "集团管理员",
  nameEn: "Group Administrator",
  roles: ["admin"],
  propertyId: "prp_lakeside",
  departmentId: null,
  teamIds: ["tea_group_desk"],
  skills: [],
  languages: ["zh-CN", "en"],
  capacity: 0,
  onDuty: false,
};

/** Whom the ladder tells where a property has nobody to tell (`groupDesk` of the escalation rules). */
const groupDesk: WorkforceDocument["teams"][number] = {
  teamId: "tea_group_desk",
  propertyId: "prp_lakeside",
  departmentId: "dep_group",
  departmentName: "集团",
  departmentNameEn: "Group",
  name: "集团值班台",
  nameEn: "Group Desk",
};

/**
 * A made-up group for demonstrations, as a document for `POST /v1/imports/workforce`: six properties, each with eight
 * teams and fifteen people on duty, and the group's desk. The same seed gives the same document; ids are the same for every seed.
 */
export const demoWorkforce = (seed = 42): WorkforceDocument => {
  const random = seededRandom(seed);
  const staff = demoProperties.map(({ propertyId }, at) => staffOf(propertyId, at, random));
  return {
    properties: demoProperties.map((property, at) => ({
      ...property,
      defaultOwnerId: staff[at]?.find(({ roles }) => roles.includes("supervisor"))?.staffId ?? null,
    })),
    teams: [
      ...demoProperties.flatMap(({ propertyId }) => demoTeams.map((team) => teamOf(propertyId, team))),
      groupDesk,
    ],
    staff: [groupAdmin, ...staff.flat()],
  };
};
