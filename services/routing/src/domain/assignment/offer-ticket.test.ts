import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  escalation,
  handledBy,
  minutesLater,
  offeredTo,
  staffed,
  typesOf,
  victor,
} from "../../../test/tickets.ts";
import type { Staff } from "./choose-owner.ts";
import { chooseHandler, offerTicket, tellNobodyFits, withdrawOffer } from "./offer-ticket.ts";

const candidate = (
  staffId: string,
  open: number,
  { idleSince = null, staff = {} }: { idleSince?: string | null; staff?: Partial<Staff> } = {},
) => ({ staff: staffed(staffId, staff), load: { open, idleSince } });

test("the least loaded is asked first, then whoever was idle longest, then by id", () => {
  expect(chooseHandler(aTicket(), [candidate("stf_b", 2), candidate("stf_a", 1)])?.staffId).toBe("stf_a");
  expect(
    chooseHandler(aTicket(), [
      candidate("stf_b", 1, { idleSince: at }),
      candidate("stf_a", 1, { idleSince: minutesLater(1) }),
    ])?.staffId,
  ).toBe("stf_b");
  expect(chooseHandler(aTicket(), [candidate("stf_b", 1), candidate("stf_a", 1)])?.staffId).toBe("stf_a");
});

test("nobody is asked who is off duty, gone, of another team, full, or has declined", () => {
  const unfit = [
    candidate("stf_off", 0, { staff: { onDuty: false } }),
    candidate("stf_gone", 0, { staff: { employed: false } }),
    candidate("stf_other", 0, { staff: { teamIds: ["tea_lakeside_fnb"] } }),
    candidate("stf_full", 20),
    candidate("stf_no", 0),
  ];
  expect(chooseHandler(aTicket({ declinedBy: ["stf_no"] }), unfit)).toBeUndefined();
  expect(chooseHandler(aTicket({ teamId: null }), [candidate("stf_a", 0)])).toBeUndefined();
});

test("a queued ticket is offered until a moment; an offered or historic one is not offered again", () => {
  const offer = { toStaffId: victor.id, acceptWithinMs: 180_000 };
  expect(after(offerTicket(offer, aTicket(), at), aTicket())).toMatchObject({
    status: "offered",
    offers: 1,
    offer: { acceptBy: minutesLater(3) },
  });
  expect(offerTicket(offer, offeredTo(victor.id), at)).toEqual([]);
  expect(offerTicket(offer, aTicket({ mode: "history" }), at)).toEqual([]);
});

test("that nobody fits is said once", () => {
  const told = after(tellNobodyFits(escalation, aTicket(), at), aTicket());
  expect(told.noHandlerTold).toBe(true);
  expect(tellNobodyFits(escalation, told, at)).toEqual([]);
  expect(tellNobodyFits(escalation, aTicket({ mode: "history" }), at)).toEqual([]);
  expect(tellNobodyFits(escalation, offeredTo(victor.id), at)).toEqual([]);
});

test("an offer runs out at its moment, not before, and is escalated", () => {
  expect(withdrawOffer(escalation, offeredTo(victor.id), minutesLater(2.9))).toEqual([]);
  expect(typesOf(withdrawOffer(escalation, offeredTo(victor.id), minutesLater(3)))).toEqual([
    "ticket.declined",
    "sla_target.breached",
    "ticket.escalated.v2",
    "ticket.escalated",
  ]);
  expect(withdrawOffer(escalation, handledBy(victor.id), minutesLater(3))).toEqual([]);
  const untimed = offeredTo(victor.id, { offer: { toStaffId: victor.id, acceptBy: null, from: "handler" } });
  expect(withdrawOffer(escalation, untimed, minutesLater(3))).toEqual([]);
});
