import type { Ticket } from "../ticket/ticket.ts";
import { type Candidate, isFit } from "./offer-ticket.ts";

/**
 * Who gets which ticket of a queue, when several people ask for the next one at one moment: whoever has least to do
 * chooses first, then whoever was idle longest, and gets the first ticket that they are fit for. Each ticket goes to one.
 * Nobody over their capacity gets any.
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

const byNeed = (a: Candidate, b: Candidate): number =>
  a.load.open - b.load.open ||
  (a.load.lastOfferedAt ?? "").localeCompare(b.load.lastOfferedAt ?? "") ||
  (a.staff.staffId < b.staff.staffId ? -1 : 1);
