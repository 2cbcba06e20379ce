import type { Person } from "@shouwen/service-kit/auth";
import { openPeople, type People } from "@shouwen/service-kit/people";
import type { KnownCallback } from "../domain/callback.ts";
import type { Callable, DeskFigures, Pin, SeenCallback } from "../domain/desk.ts";
import { isDue as dueText, isFree as freeText } from "./callback-table.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";

/** What people may see of the callbacks: those of their own properties and no others, whatever the query says. */
export type CallbackQueue = {
  find(person: Person, callbackId: string): Promise<SeenCallback | undefined>;
  /** With the database's clock. */
  figures(person: Person, about: FiguresOf): Promise<DeskFigures & { readonly now: string }>;
  /** Under which terms callbacks are due and free, and the database's clock. */
  duePins(person: Person, propertyId: string | undefined): Promise<{ now: string; pins: readonly Pin[] }>;
  /** The next ones that may be claimed, by id. */
  nextCallable(person: Person, callable: readonly Callable[], limit: number): Promise<readonly string[]>;
  /** What a command of this person has claimed and they still hold. */
  claimedWith(person: Person, command: string): Promise<readonly SeenCallback[]>;
  close(): Promise<void>;
};

type FiguresOf = { readonly propertyId: string; readonly timeZone: string; readonly withinMs: number };

type Row = { state: unknown; version: bigint };

/** Opens the desk on the people's pool. */
export const openCallbackQueue = (peopleUrl: string): CallbackQueue => {
  const people = openPeople(peopleUrl, (options) => new PrismaClient(options));
  const seenBy = async (person: Person, query: Prisma.Sql) =>
    (await people.read(person, (prisma) => prisma.$queryRaw<Row[]>(query))).map(seen);
  return {
    find: async (person, id) => {
      const row = await people.read(person, (prisma) => prisma.callback.findUnique({ where: { id } }));
      return row ? seen(row) : undefined;
    },
    figures: (person, about) => figuresOf(people, person, about),
    duePins: async (person, propertyId) => {
      const rows = await people.read(person, (prisma) =>
        prisma.$queryRaw<PinRow[]>(duePinsQuery(propertyId)),
      );
      return { now: rows[0]?.now.toISOString() ?? "", pins: rows };
    },
    nextCallable: async (person, callable, limit) => {
      const rows = await people.read(person, (prisma) =>
        prisma.$queryRaw<{ id: string }[]>(nextCallableQuery(callable, limit)),
      );
      return rows.map(({ id }) => id);
    },
    claimedWith: (person, command) =>
      seenBy(
        person,
        Prisma.sql`select state, version from callback
          where claimed_by = ${person.id} and claim_command = ${command} order by due_at, id`,
      ),
    close: people.close,
  };
};

type PinRow = Pin & { now: Date };

const seen = ({ state, version }: Row): SeenCallback => ({
  callback: state as KnownCallback,
  version: Number(version),
});

const isFree = Prisma.raw(freeText);
const isDue = Prisma.raw(dueText);

const duePinsQuery = (propertyId: string | undefined): Prisma.Sql =>
  Prisma.sql`select distinct property_id as "propertyId", policy_version as "policyVersion", now() as now
    from callback where ${isDue} and (${propertyId ?? null}::text is null or property_id = ${propertyId ?? null})`;

const nextCallableQuery = (callable: readonly Callable[], limit: number): Prisma.Sql =>
  Prisma.sql`select id from callback
    join unnest(
      ${callable.map((pin) => pin.propertyId)}::text[],
      ${callable.map((pin) => pin.policyVersion)}::text[],
      ${callable.map((pin) => pin.windowOpen)}::boolean[],
      ${callable.map((pin) => pin.wishStandsMs)}::float8[]
    ) as pin(property_id, policy_version, window_open, wish_stands_ms) using (property_id, policy_version)
    where ${isDue}
      and (window_open or wished_at > clock_timestamp() - make_interval(secs => wish_stands_ms / 1000))
    order by due_at, id limit ${limit}`;

type CountsRow = Record<keyof DeskFigures, bigint> & { now: Date };

const figuresOf = async (
  people: People<PrismaClient>,
  person: Person,
  { propertyId, timeZone, withinMs }: FiguresOf,
): Promise<DeskFigures & { now: string }> => {
  const [row] = await people.read(
    person,
    (prisma) => prisma.$queryRaw<CountsRow[]>`
      with day as (select date_trunc('day', clock_timestamp(), ${timeZone}) as begins)
      select clock_timestamp() as now,
        count(*) filter (where ${isDue}) as "dueNow",
        count(*) filter (where status = 'scheduled' and not ${isFree}) as claimed,
        count(*) filter (where status = 'scheduled' and dials = 0
          and scheduled_at <= clock_timestamp() - make_interval(secs => ${withinMs}::float8 / 1000)) as late,
        count(*) filter (where completed_at >= begins) as "doneToday",
        count(*) filter (where completed_at >= begins and completed_by = ${person.id}) as "mineToday"
      from callback, day
      where property_id = ${propertyId} and (status = 'scheduled' or completed_at >= begins)`,
  );
  if (!row) throw new Error("The figures query answered nothing");
  return {
    now: row.now.toISOString(),
    dueNow: Number(row.dueNow),
    claimed: Number(row.claimed),
    late: Number(row.late),
    doneToday: Number(row.doneToday),
    mineToday: Number(row.mineToday),
  };
};
