import type { Ticket } from "../ticket/ticket.ts";
import { byNeed, type Candidate, isFit } from "./offer-ticket.ts";

/**
 * Who gets which ticket of a queue, when several people ask for the next one at one moment: whoever has least to do
 * comes first, then whoever was idle longest, and gets the first ticket that they are fit for. Each ticket goes to one.
 * Nobody whose capacity is used up gets any.
 */
export const shareOut = (
  queue: readonly Ticket[],
  claimants: readonly Candidate[],
): ReadonlyMap<string, Ticket> => {
  const left = [...queue];
  const shares = new Map<string, Ticket>();
  for (const { staff, load } of claimants.toSorted(byNeed)) {
    if (load.open >= staff.capacity) continue;
    const at = left.findIndex((ticket) => isFit(ticket, staff));
    const [ticket] = at < 0 ? [] : left.splice(at, 1);
    if (ticket) shares.set(staff.staffId, ticket);
  }
  return shares;
};
