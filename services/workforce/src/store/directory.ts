import type { Person } from "@shouwen/service-kit/auth";
import { toPage } from "@shouwen/service-kit/paging";
import type { People } from "@shouwen/service-kit/people";
import type { PropertyData } from "../domain/organisation/property.ts";
import type { TeamData } from "../domain/organisation/team.ts";
import type { StaffData } from "../domain/staff/staff.ts";
import type { PrismaClient } from "./generated/client.ts";

type Row = { readonly id: string; readonly version: bigint; readonly state: unknown };

type Listing = { readonly limit: number; readonly cursor?: readonly string[] | undefined };

type TeamListing = Listing & { readonly propertyId?: string | undefined };

type StaffListing = TeamListing & {
  readonly teamId?: string | undefined;
  readonly onDuty?: boolean | undefined;
  readonly employed: boolean;
};

const dataOf = <Data>(row: Row): Data => (row.state as { data: Data }).data;

const found = <Data>(row: Row | null): { data: Data; version: number } | undefined =>
  row === null ? undefined : { data: dataOf<Data>(row), version: Number(row.version) };

const page = <Data>(rows: readonly Row[], limit: number) =>
  toPage(rows, limit, { keyOf: ({ id }) => [id], view: dataOf<Data> });

/** One row more than the page holds, in the order of the ids. */
const inOrder = (limit: number) => ({ orderBy: { id: "asc" }, take: limit + 1 }) as const;

/** Everything after the row that a cursor names; an id is never empty, so without one that is everything. */
const after = ({ cursor }: Listing) => ({ id: { gt: cursor?.[0] ?? "" } });

const whereTeam = (listing: TeamListing) => ({
  ...after(listing),
  standing: true,
  ...(listing.propertyId === undefined ? {} : { propertyId: listing.propertyId }),
});

const whereStaff = (listing: StaffListing) => ({
  ...after(listing),
  employed: listing.employed,
  ...(listing.propertyId === undefined ? {} : { propertyId: listing.propertyId }),
  ...(listing.teamId === undefined ? {} : { teamIds: { has: listing.teamId } }),
  ...(listing.onDuty === undefined ? {} : { onDuty: listing.onDuty }),
});

/** What people may read of properties, teams and staff: their own properties' rows and no others. */
export const openDirectory = (people: People<PrismaClient>) => ({
  property: async (person: Person, id: string) =>
    found<PropertyData>(await people.read(person, (db) => db.property.findUnique({ where: { id } }))),
  properties: async (person: Person, listing: Listing) => {
    const query = { where: after(listing), ...inOrder(listing.limit) };
    return page<PropertyData>(await people.read(person, (db) => db.property.findMany(query)), listing.limit);
  },
  team: async (person: Person, id: string) => {
    const where = { id, standing: true };
    return found<TeamData>(await people.read(person, (db) => db.team.findUnique({ where })));
  },
  teams: async (person: Person, listing: TeamListing) => {
    const query = { where: whereTeam(listing), ...inOrder(listing.limit) };
    return page<TeamData>(await people.read(person, (db) => db.team.findMany(query)), listing.limit);
  },
  member: async (person: Person, id: string) =>
    found<StaffData>(await people.read(person, (db) => db.staff.findUnique({ where: { id } }))),
  members: async (person: Person, listing: StaffListing) => {
    const query = { where: whereStaff(listing), ...inOrder(listing.limit) };
    return page<StaffData>(await people.read(person, (db) => db.staff.findMany(query)), listing.limit);
  },
});
