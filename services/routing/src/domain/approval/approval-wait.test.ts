import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  codeOf,
  context,
  handledBy,
  maya,
  minutesLater,
  victor,
} from "../../../test/tickets.ts";
import { acceptTicket, pauseTicket } from "../ticket/work-on-ticket.ts";
import {
  requireNothingAwaited,
  thenWaitForApproval,
  waitForApproval,
  workOnAfterApproval,
} from "./approval-wait.ts";

test("who works on a ticket waits for what must be allowed, and works on when that is over", () => {
  const { sla, calendar, ladder } = context();
  const terms = { sla, calendar, ladder };
  const working = handledBy(victor.id);
  const waiting = after(waitForApproval({ by: maya.id, terms }, working, at), working);
  expect(waiting).toMatchObject({ status: "waiting", waiting: { reason: "approval", pausesClocks: true } });
  expect(waitForApproval({ by: maya.id, terms }, waiting, at)).toEqual([]);
  expect(waitForApproval({ by: maya.id, terms }, aTicket(), at)).toEqual([]);
  const on = after(workOnAfterApproval(terms, waiting, minutesLater(30)), waiting);
  expect(on).toMatchObject({ status: "in_progress", waiting: null });
  expect(on.targets[1]?.dueAt).toBe(minutesLater(270));
  const parts = { actor: victor, reason: "parts", pausedBy: ["parts"] } as const;
  const other = after(pauseTicket(parts, working, at), working);
  expect(workOnAfterApproval(terms, other, at)).toEqual([]);
  expect(workOnAfterApproval(terms, working, at)).toEqual([]);
});

test("whoever takes a ticket for which something must still be allowed waits for it, and does not end that wait", () => {
  const { sla, calendar, ladder } = context();
  const queued = aTicket();
  const terms = { sla, calendar, ladder };
  const wait = { awaitsApproval: true, state: queued, by: victor.id, terms };
  const taken = acceptTicket(victor, queued, at);
  const waiting = after(thenWaitForApproval(taken, wait, at), queued);
  expect(waiting).toMatchObject({ status: "waiting", handlerId: victor.id, waiting: { reason: "approval" } });
  expect(thenWaitForApproval(taken, { ...wait, awaitsApproval: false }, at)).toEqual(taken);
  expect(codeOf(() => requireNothingAwaited(waiting, true))).toBe("approval.still_open");
  expect(() => requireNothingAwaited(waiting, false)).not.toThrow();
  expect(() => requireNothingAwaited(handledBy(victor.id), true)).not.toThrow();
});
