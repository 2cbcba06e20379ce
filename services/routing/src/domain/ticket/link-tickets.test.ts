import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  bruno,
  codeOf,
  context,
  handledBy,
  maya,
  minutesLater,
  offeredTo,
  resolvedTicket,
  subTask,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import { cancelTicket } from "./end-ticket.ts";
import { linkTicket, mergeTicket, takeInTicket, unmergeTicket } from "./link-tickets.ts";
import { pauseTicket } from "./work-on-ticket.ts";

const openingContext = context();
const calendar = openingContext.calendar.body;
const other = aTicket({ profileId: "pro_a" });
const mine = (overrides = {}) => aTicket({ profileId: "pro_a", ...overrides });
const merge = { actor: maya, into: other, calendar };

test("a ticket that was merged before merges were kept whole stands alone again in its queue", () => {
  const merged = aTicket({ status: "merged" });
  expect(
    after(
      unmergeTicket(
        { actor: maya, calendar: openingContext.calendar.body, intoTicketId: merged.ticketId },
        merged,
        at,
      ),
      merged,
    ),
  ).toMatchObject({
    status: "queued",
    merged: null,
  });
});

test("a link is said once, taken away once, and never to the ticket itself or to another property's", () => {
  const link = { actor: bruno, other, relation: "related" as const, isLinked: true };
  const linked = after(linkTicket(link, aTicket(), at), aTicket());
  expect(linked.links).toEqual([{ relation: "related", otherTicketId: other.ticketId }]);
  expect(linkTicket(link, linked, at)).toEqual([]);
  expect(after(linkTicket({ ...link, isLinked: false }, linked, at), linked).links).toEqual([]);
  expect(linkTicket({ ...link, isLinked: false }, aTicket(), at)).toEqual([]);
  expect(codeOf(() => linkTicket({ ...link, other: undefined }, linked, at))).toBe("ticket.not_found");
  expect(codeOf(() => linkTicket({ ...link, other: { ...other, propertyId: "prp_b" } }, linked, at))).toBe(
    "ticket.not_found",
  );
  expect(codeOf(() => linkTicket({ ...link, other: linked }, linked, at))).toBe("ticket.link_to_itself");
});

test("a merged ticket goes on in another one of its customer, and nothing of it is lost", () => {
  const merged = after(
    mergeTicket(merge, offeredTo(victor.id, { profileId: "pro_a" }), at),
    offeredTo(victor.id),
  );
  expect(merged).toMatchObject({ status: "merged", merged: { into: other.ticketId, from: "queued" } });
  expect(merged.targets.map(({ state }) => state)).toEqual(["paused", "paused"]);
  expect(mergeTicket(merge, merged, at)).toEqual([]);
  const alone = after(
    unmergeTicket({ actor: maya, calendar, intoTicketId: other.ticketId }, merged, minutesLater(100)),
    merged,
  );
  expect(alone).toMatchObject({ status: "queued", merged: null });
  expect(alone.targets.map(({ dueAt, state }) => [dueAt, state])).toEqual([
    [minutesLater(115), "running"],
    [minutesLater(340), "running"],
  ]);
});

test("who leaves the ticket in which it went on must know which one that is", () => {
  const merged = after(mergeTicket(merge, mine(), at), mine());
  const leave = { actor: maya, calendar, intoTicketId: "tic_before" };
  expect(codeOf(() => unmergeTicket(leave, merged, at))).toBe("ticket.merged_elsewhere");
});

test("the other one of a merge says once that it was taken in, and once that it left", () => {
  const takeIn = { actor: maya, otherTicketId: "tic_mine", isTakenIn: true };
  const taken = after(takeInTicket(takeIn, other, at), other);
  expect(taken.links).toEqual([{ relation: "merged_from", otherTicketId: "tic_mine" }]);
  expect(takeInTicket(takeIn, taken, at)).toEqual([]);
  const left = after(takeInTicket({ ...takeIn, isTakenIn: false }, taken, at), taken);
  expect(left.links).toEqual([]);
  expect(takeInTicket({ ...takeIn, isTakenIn: false }, aTicket({ status: "merged" }), at)).toEqual([]);
});

test("what waits stops waiting when it is merged; who works on it does so again when it stands alone", () => {
  const pause = { reason: "parts", pausedBy: ["parts"], actor: victor } as const;
  const waiting = after(
    pauseTicket(pause, handledBy(victor.id), at),
    handledBy(victor.id, { profileId: "pro_a" }),
  );
  const facts = mergeTicket(merge, waiting, minutesLater(10));
  expect(typesOf(facts)).toEqual(["ticket.resumed", "ticket.merged"]);
  const alone = after(
    unmergeTicket(
      { actor: maya, calendar, intoTicketId: other.ticketId },
      after(facts, waiting),
      minutesLater(20),
    ),
    after(facts, waiting),
  );
  expect(alone).toMatchObject({ status: "in_progress", handlerId: victor.id });
});

test("tickets of nobody by name are not known to be one customer's, and a promise that is due breaks first", () => {
  const nameless = { ...merge, into: aTicket() };
  expect(codeOf(() => mergeTicket(nameless, aTicket(), at))).toBe("ticket.other_customer");
  expect(typesOf(mergeTicket(merge, mine(), minutesLater(16)))).toEqual([
    "sla_target.breached",
    "ticket.merged",
  ]);
});

test("what becomes of a parent becomes of its child: only who handles the child says so, while both are open", () => {
  const child = { actor: maya, other, relation: "child_of" as const, isLinked: true };
  expect(linkTicket(child, aTicket(), at)).toHaveLength(1);
  expect(codeOf(() => linkTicket({ ...child, actor: bruno }, aTicket(), at))).toBe("ticket.not_the_handler");
  expect(codeOf(() => linkTicket(child, resolvedTicket(), at))).toBe("ticket.not_allowed_now");
  expect(codeOf(() => linkTicket({ ...child, other: resolvedTicket() }, aTicket(), at))).toBe(
    "ticket.not_allowed_now",
  );
  const linked = after(linkTicket(child, aTicket(), at), aTicket());
  const away = { ...child, isLinked: false };
  expect(codeOf(() => linkTicket({ ...away, actor: bruno }, linked, at))).toBe("ticket.not_the_handler");
  expect(linkTicket(away, { ...linked, status: "resolved" }, at)).toHaveLength(1);
  expect(linkTicket(child, linked, at)).toEqual([]);
  const loop = { ...child, other: { ...linked, ticketId: "tic_child" } };
  expect(codeOf(() => linkTicket(loop, other, at))).toBe("ticket.parent_is_child");
  const second = { ...other, ticketId: "tic_second" };
  expect(codeOf(() => linkTicket({ ...child, other: second }, linked, at))).toBe("ticket.has_another_parent");
});

test("a ticket with an open piece, or a notice, neither goes on in another one nor is withdrawn", () => {
  const withSubTask = { ...mine(), subTasks: [{ ...subTask, state: "open" as const }] };
  expect(codeOf(() => mergeTicket(merge, withSubTask, at))).toBe("ticket.sub_tasks_open");
  const notice = { noticeId: "vio_1", dueAt: at, repeat: 0, inspections: 0, passed: false };
  expect(codeOf(() => mergeTicket(merge, { ...mine(), notice }, at))).toBe("ticket.not_reinspected");
  const cancel = { actor: maya, reason: "taken_by_mistake" };
  expect(codeOf(() => cancelTicket(cancel, { ...mine(), notice }, at))).toBe("ticket.not_reinspected");
  expect(cancelTicket(cancel, { ...mine(), notice: { ...notice, passed: true } }, at)).toHaveLength(1);
});

test("different customers' tickets, and those that are over, are not merged", () => {
  expect(codeOf(() => mergeTicket({ ...merge, into: { ...other, profileId: "pro_b" } }, mine(), at))).toBe(
    "ticket.other_customer",
  );
  expect(codeOf(() => mergeTicket({ ...merge, into: { ...other, status: "closed" } }, mine(), at))).toBe(
    "ticket.not_allowed_now",
  );
  expect(codeOf(() => mergeTicket({ ...merge, actor: bruno }, mine(), at))).toBe("ticket.not_the_owner");
  expect(
    codeOf(() => unmergeTicket({ actor: maya, calendar, intoTicketId: other.ticketId }, aTicket(), at)),
  ).toBe("ticket.not_allowed_now");
});

test("a ticket that goes on in another one is not withdrawn by itself", () => {
  const merged = after(mergeTicket(merge, mine(), at), mine());
  expect(codeOf(() => cancelTicket({ actor: maya, reason: "duplicate" }, merged, at))).toBe(
    "ticket.not_allowed_now",
  );
});
