import type { Database } from "@shouwen/event-bus/database";
import { groupCommit } from "@shouwen/service-kit/group-commit";
import { type NumberSeries, ticketNumberOf } from "../domain/ticket/ticket-number.ts";

/** Gives each ticket that opens its number, in the order asked. A number is given once; those not used are gaps. */
export type TicketNumbers = (wanted: readonly NumberSeries[]) => Promise<readonly string[]>;

type Series = NumberSeries & { readonly wanted: number };

// The order keeps two processes from waiting for each other. The commit does not wait for the disk: the tickets that
// bear the numbers are committed after it, and the log reaches the disk in that order.
const countText = `
with fast as (select set_config('synchronous_commit', 'off', true))
insert into ticket_count as c (property_id, year, last)
select w.property_id, w.year, w.wanted from unnest($1::text[], $2::text[], $3::int[]) as w(property_id, year, wanted), fast
order by w.property_id, w.year
on conflict (property_id, year) do update set last = c.last + excluded.last
returning property_id as "propertyId", year, last`;

const nameOf = ({ propertyId, year }: NumberSeries): string => `${propertyId} ${year}`;

const sumUp = (batches: readonly (readonly NumberSeries[])[]): Series[] => {
  const series = new Map<string, Series>();
  for (const one of batches.flat())
    series.set(nameOf(one), { ...one, wanted: (series.get(nameOf(one))?.wanted ?? 0) + 1 });
  return [...series.values()];
};

/**
 * One row for each property and year. Batches that open tickets at one time count in one statement, one at a time, so
 * that a row is never waited for inside a process, and nowhere while tickets are saved.
 */
export const openTicketNumbers = (database: Database): TicketNumbers => {
  const counting = groupCommit<readonly NumberSeries[], readonly string[]>({
    inFlight: 1,
    commit: async (batches) => {
      const series = sumUp(batches);
      const { rows } = await database.query<NumberSeries & { last: number }>({
        name: "count_tickets",
        text: countText,
        values: [
          series.map(({ propertyId }) => propertyId),
          series.map(({ year }) => year),
          series.map(({ wanted }) => wanted),
        ],
      });
      const last = new Map(rows.map((row) => [nameOf(row), row.last]));
      const next = new Map(series.map((one) => [nameOf(one), (last.get(nameOf(one)) ?? 0) - one.wanted + 1]));
      return batches.map((wanted) => ({
        answer: wanted.map((one) => {
          const count = next.get(nameOf(one)) ?? 1;
          next.set(nameOf(one), count + 1);
          return ticketNumberOf(one.year, count);
        }),
      }));
    },
  });
  return async (wanted) => (wanted.length === 0 ? [] : counting.submit(wanted));
};
