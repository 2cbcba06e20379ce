import { expect, test } from "vitest";
import { aTicket, at, staffed } from "../../../test/tickets.ts";
import { shareOut } from "./claim-ticket.ts";

const asking = (staffId: string, open = 0, overrides = {}) => ({
  staff: staffed(staffId, overrides),
  load: { open, idleSince: null },
});
const queue = Array.from({ length: 3 }, () => aTicket());

test("whoever has least to do gets the first ticket, and each ticket goes to one", () => {
  const shares = shareOut(queue, [asking("stf_busy", 5), asking("stf_b"), asking("stf_a")]);
  expect([...shares].map(([id, ticket]) => [id, queue.indexOf(ticket)])).toEqual([
    ["stf_a", 0],
    ["stf_b", 1],
    ["stf_busy", 2],
  ]);
  const idle = { ...asking("stf_z"), load: { open: 0, idleSince: at } };
  const idler = { ...asking("stf_zz"), load: { open: 0, idleSince: null } };
  expect(shareOut(queue, [idle, idler]).get("stf_zz")).toBe(queue[0]);
});

test("nobody gets what they are not fit for, or more than they can take", () => {
  const pipes = aTicket({ skill: { skill: "plumbing", minLevel: 3 } });
  const learner = asking("stf_a", 0, { skills: [{ skill: "plumbing", level: 2 }] });
  const master = asking("stf_b", 1, { skills: [{ skill: "plumbing", level: 3 }] });
  expect([...shareOut([pipes], [learner, master]).keys()]).toEqual(["stf_b"]);
  expect(shareOut(queue, [asking("stf_full", 20), asking("stf_home", 0, { onDuty: false })]).size).toBe(0);
  expect(shareOut(queue, [asking("stf_leave", 0, { absentUntil: at })]).size).toBe(0);
  expect(shareOut([], [asking("stf_a")]).size).toBe(0);
});
