import { requestId, ticketId, ticketNumber } from "@shouwen/contracts/values";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";

/** Tickets as a search gives them. */
export const numberedTickets = z.object({
  items: z.array(z.object({ ticketId: z.string(), number: z.string().nullable(), propertyId: z.string() })),
});
export type NumberedTicket = z.output<typeof numberedTickets>["items"][number];

/**
 * The id of the ticket that somebody names: by its id, its request's, or its number. A number is counted in each
 * property, so that several may have the same.
 */
export const findTicket = async (
  named: string,
  about: {
    readonly property: string | undefined;
    /** The tickets whose number or words are these. */
    numbered(number: string): Promise<readonly NumberedTicket[]>;
  },
): Promise<string> => {
  if (ticketId.safeParse(named).success) return named;
  if (requestId.safeParse(named).success) return named.replace(/^req_/, "tic_");
  const number = named.trim().toUpperCase();
  if (!ticketNumber.safeParse(number).success)
    throw new Problem(`${named} is neither the number nor the id of a ticket`, {
      fix: "A number is like S26-0001; ids of tickets begin with tic_, those of requests with req_.",
    });
  const found = (await about.numbered(number)).filter(
    (ticket) =>
      ticket.number === number && (about.property === undefined || ticket.propertyId === about.property),
  );
  return theOne(found, number, about.property);
};

const theOne = (found: readonly NumberedTicket[], number: string, property: string | undefined): string => {
  const [ticket, ...others] = found;
  if (ticket === undefined)
    throw new Problem(`There is no ticket ${number}${property === undefined ? "" : ` in ${property}`}`, {
      fix: "A ticket has its number a moment after its request was taken.",
    });
  if (others.length === 0) return ticket.ticketId;
  const where = found.map(({ propertyId }) => propertyId).toSorted();
  throw new Problem(`${number} is a ticket in each of ${where.join(", ")}`, {
    fix: `Say of which property: --property ${where[0]}`,
  });
};
