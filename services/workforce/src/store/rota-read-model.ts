import type { Person } from "@shouwen/service-kit/auth";
import type { People } from "@shouwen/service-kit/people";
import type { Absence, Swap } from "../domain/rota.ts";
import type { RotaEntry, RotaEntryListing, RotaListing } from "../domain/rota-lists.ts";
import type { ShiftView } from "../domain/shift/shift-view.ts";
import type { Staff } from "../domain/staff/staff.ts";
import { Prisma, type PrismaClient } from "./generated/client.ts";

type ShiftRow = Omit<ShiftView, "shiftId" | "date" | "windows"> & {
  readonly id: string;
  readonly date: Date;
  readonly windows: unknown;
};

const shiftOf = ({ id, date, windows, ...row }: ShiftRow): ShiftView => ({
  shiftId: id,
  staffId: row.staffId,
  propertyId: row.propertyId,
  teamId: row.teamId,
  date: date.toISOString().slice(0, 10),
  pattern: row.pattern,
  windows: (windows as ShiftView["windows"]).map(({ from, to }) => ({ from, to })),
});

const dated = (date: string): Date => new Date(`${date}T00:00:00Z`);

const whereShift = (listing: RotaListing): Prisma.ShiftWhereInput => {
  const [date, id = ""] = listing.cursor ?? [];
  return {
    propertyId: listing.propertyId,
    date: { gte: dated(listing.from), lte: dated(listing.to) },
    ...(listing.teamId === undefined ? {} : { teamId: listing.teamId }),
    ...(listing.staffId === undefined ? {} : { staffId: listing.staffId }),
    ...(date === undefined
      ? {}
      : { OR: [{ date: { gt: dated(date) } }, { date: dated(date), id: { gt: id } }] }),
  };
};

const optionally = (value: string | undefined, condition: (value: string) => Prisma.Sql): Prisma.Sql =>
  value === undefined ? Prisma.empty : condition(value);

type RotaEntryRow<State> = { readonly staffId: string; readonly at: Date; readonly state: State };

const rotaEntries = <State>(rows: readonly RotaEntryRow<State>[]): RotaEntry<State>[] =>
  rows.map(({ staffId, at, state }) => ({ staffId, at: at.toISOString(), state }));

const absencesQuery = ({ propertyId, staffId, status, limit, cursor }: RotaEntryListing): Prisma.Sql =>
  Prisma.sql`select staff_id as "staffId", starts_at as at, state from absence where property_id = ${propertyId}
    ${optionally(staffId, (id) => Prisma.sql`and staff_id = ${id}`)}
    ${optionally(status, (one) => Prisma.sql`and status = ${one}`)}
    ${optionally(cursor?.[0], (at) => Prisma.sql`and (starts_at, id) < (${at}::timestamptz, ${cursor?.[1] ?? ""})`)}
    order by starts_at desc, id desc limit ${limit + 1}`;

const swapsQuery = ({ propertyId, staffId, status, limit, cursor }: RotaEntryListing): Prisma.Sql =>
  Prisma.sql`select staff_id as "staffId", offered_at as at, state from swap where property_id = ${propertyId}
    ${optionally(staffId, (id) => Prisma.sql`and ${id} in (staff_id, with_staff_id)`)}
    ${optionally(status, (one) => Prisma.sql`and status = ${one}`)}
    ${optionally(cursor?.[0], (at) => Prisma.sql`and (offered_at, id) < (${at}::timestamptz, ${cursor?.[1] ?? ""})`)}
    order by offered_at desc, id desc limit ${limit + 1}`;

/** What people may see of the rota: their own properties' and no others. */
export const openRotaReadModel = (people: People<PrismaClient>) => ({
  shifts: async (person: Person, listing: RotaListing): Promise<ShiftView[]> => {
    const query = {
      where: whereShift(listing),
      orderBy: [{ date: "asc" as const }, { id: "asc" as const }],
      take: listing.limit + 1,
    };
    return (await people.read(person, (db) => db.shift.findMany(query))).map(shiftOf);
  },
  absences: async (person: Person, listing: RotaEntryListing): Promise<RotaEntry<Absence>[]> =>
    rotaEntries(
      await people.read(person, (db) => db.$queryRaw<RotaEntryRow<Absence>[]>(absencesQuery(listing))),
    ),
  swaps: async (person: Person, listing: RotaEntryListing): Promise<RotaEntry<Swap>[]> =>
    rotaEntries(await people.read(person, (db) => db.$queryRaw<RotaEntryRow<Swap>[]>(swapsQuery(listing)))),
  /** Everybody who works in a property, or in one team of it. */
  people: async (
    person: Person,
    about: { propertyId: string; teamId?: string | undefined },
  ): Promise<Staff[]> => {
    const where = {
      propertyId: about.propertyId,
      employed: true,
      ...(about.teamId === undefined ? {} : { teamIds: { has: about.teamId } }),
    };
    const rows = await people.read(person, (db) => db.staff.findMany({ where, orderBy: { id: "asc" } }));
    return rows.map(({ state }) => state as unknown as Staff);
  },
});
