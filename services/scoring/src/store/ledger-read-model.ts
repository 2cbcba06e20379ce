import type { Person } from "@shouwen/service-kit/auth";
import { openPeople } from "@shouwen/service-kit/people";
import type { Entry } from "../domain/account.ts";
import type { EntryFilter, SeenEntry } from "../domain/ledger.ts";
import type { Standing } from "../domain/staff-board.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";

/** What people may see of the ledger: the entries of their own properties and no others, whatever the query says. */
export type LedgerReadModel = {
  find(person: Person, entryId: string): Promise<SeenEntry | undefined>;
  /** The newest first, by when it happened. */
  list(person: Person, filter: EntryFilter): Promise<readonly SeenEntry[]>;
  /** What each member of staff has in one month of the property's calendar. In no order. */
  standings(person: Person, about: Month): Promise<readonly Standing[]>;
  close(): Promise<void>;
};

/** `month` as 2026-11, in the property's time zone. */
export type Month = { readonly propertyId: string; readonly month: string; readonly timeZone: string };

/** Opens the ledger on the people's pool. */
export const openLedgerReadModel = (peopleUrl: string): LedgerReadModel => {
  const people = openPeople(peopleUrl, (options) => new PrismaClient(options));
  const seenBy = async (person: Person, query: Prisma.Sql) =>
    (await people.read(person, (prisma) => prisma.$queryRaw<EntryRow[]>(query))).map(seen);
  return {
    find: async (person, entryId) =>
      (await seenBy(person, Prisma.sql`${entries} where entry.id = ${entryId}`))[0],
    list: (person, filter) => seenBy(person, listQuery(filter)),
    standings: (person, about) =>
      people.read(person, (prisma) => prisma.$queryRaw<Standing[]>(standingsQuery(about))),
    close: people.close,
  };
};

type EntryRow = { state: unknown; reversedBy: string | null };

const seen = ({ state, reversedBy }: EntryRow): SeenEntry => ({ ...(state as Entry), reversedBy });

const entries = Prisma.sql`select entry.state, reversal.id as "reversedBy"
  from ledger_entry entry left join ledger_entry reversal on reversal.reverses = entry.id`;

const listQuery = ({ account, propertyId, ticketId, from, to, after, limit }: EntryFilter): Prisma.Sql => {
  const conditions = [
    Prisma.sql`true`,
    ...(account === undefined ? [] : [Prisma.sql`entry.account = ${account}`]),
    ...(propertyId === undefined ? [] : [Prisma.sql`entry.property_id = ${propertyId}`]),
    ...(ticketId === undefined ? [] : [Prisma.sql`entry.ticket_id = ${ticketId}`]),
    ...(from === undefined ? [] : [Prisma.sql`entry.occurred_at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [Prisma.sql`entry.occurred_at < ${to}::timestamptz`]),
    ...(after ? [Prisma.sql`(entry.occurred_at, entry.id) < (${after[0]}::timestamptz, ${after[1]})`] : []),
  ];
  return Prisma.sql`${entries} where ${Prisma.join(conditions, " and ")}
    order by entry.occurred_at desc, entry.id desc limit ${limit}`;
};

/** Points are added up as decimals, so that their order cannot matter. */
const standingsQuery = ({ propertyId, month, timeZone }: Month): Prisma.Sql => {
  const firstDay = Prisma.sql`${`${month}-01`}::timestamp`;
  const during = Prisma.sql`property_id = ${propertyId}
    and occurred_at >= ${firstDay} at time zone ${timeZone}
    and occurred_at < (${firstDay} + interval '1 month') at time zone ${timeZone}`;
  return Prisma.sql`
    with scored as (
      select account as staff_id, sum(points) as points from ledger_entry
      where ${during} and starts_with(account, 'stf_') group by account
    ), counted as (
      select staff_id, count(*) filter (where what = 'met') as met, count(*) filter (where what = 'breached') as breached,
        count(*) filter (where what = 'satisfied') as satisfied,
        count(*) filter (where what = 'dissatisfied') as dissatisfied
      from outcome where ${during} group by staff_id
    )
    select staff_id as "staffId", coalesce(points, 0)::float8 as points, coalesce(met, 0)::int as met,
      coalesce(breached, 0)::int as breached, coalesce(satisfied, 0)::int as satisfied,
      coalesce(dissatisfied, 0)::int as dissatisfied
    from scored full join counted using (staff_id)`;
};
