import { expect, test } from "vitest";
import { aRequest } from "../../../test/facts.ts";
import {
  after,
  aTicket,
  at,
  bruno,
  context,
  handledBy,
  ladder,
  maya,
  minutesLater,
  escalation as nobody,
  resolvedTicket,
  staffed,
  ticketContext,
} from "../../../test/tickets.ts";
import { watchTarget } from "../clock/breach-target.ts";
import { acknowledgeEscalation } from "../ticket/annotate-ticket.ts";
import { reopenTicket, resolveTicket } from "../ticket/end-ticket.ts";
import { openTicket } from "../ticket/open-ticket.ts";
import { type Ticket, unknownTicket } from "../ticket/ticket.ts";
import { pauseTicket, resumeTicket } from "../ticket/work-on-ticket.ts";
import type { EscalationContext } from "./escalate.ts";
import { deskTeamOf } from "./escalation-policy.ts";

const staff = [
  staffed(maya.id, { roles: ["agent"], departmentId: "dep_lakeside_customer_service" }),
  staffed("stf_centre", { roles: ["supervisor"], departmentId: "dep_lakeside_customer_service" }),
  staffed("stf_engineer", { roles: ["supervisor"], departmentId: "dep_lakeside_engineering" }),
  staffed("stf_director", { roles: ["manager"], departmentId: null }),
];
const escalation: EscalationContext = { ladder, staff };
const openingContext = context({ staff });

const opened = (overrides = {}): Ticket =>
  after(
    openTicket(
      { request: aRequest({ receivedAt: at, takenBy: maya.id, ...overrides }), context: openingContext },
      unknownTicket,
      at,
    ),
  );

type Told = { stepId: string; reason: string; level: number; toldIds: string[]; occurrence: number };

const toldIn = (facts: readonly { type: string; data: unknown }[]): Told[] =>
  facts.filter(({ type }) => type === "ticket.escalated.v2").map(({ data }) => data as Told);

const watch = (name: "response" | "resolution", ticket: Ticket, minutes: number) =>
  watchTarget({ name, escalation }, ticket, minutesLater(minutes));

test("a promise is told of at four fifths of its time, when it breaks, and when it is as late again", () => {
  let ticket = opened();
  expect(watch("response", ticket, 11.9)).toEqual([]);
  const [nears] = toldIn(watch("response", ticket, 12));
  expect(nears).toMatchObject({
    stepId: "nears",
    reason: "target_nears",
    level: 1,
    toldIds: [maya.id, "stf_centre"],
  });
  ticket = after(watch("response", ticket, 12), ticket);
  const broken = watch("response", ticket, 15);
  expect(broken[0]?.type).toBe("sla_target.breached.v1");
  expect(toldIn(broken)).toMatchObject([
    {
      stepId: "broken",
      reason: "target_breached",
      level: 2,
      toldIds: [maya.id, "stf_centre", "stf_engineer"],
    },
  ]);
  ticket = after(broken, ticket);
  expect(toldIn(watch("response", ticket, 30))).toMatchObject([
    { stepId: "still_open", reason: "target_overdue", level: 3, toldIds: [maya.id, "stf_director"] },
  ]);
});

test("nobody is told twice for the same step", () => {
  const ticket = after(watch("response", opened(), 30), opened());
  expect(watch("response", ticket, 31)).toEqual([]);
  expect(ticket.escalationLevel).toBe(3);
});

test("what comes late, because nobody was there to tell it, is told in order and breaks in its place", () => {
  expect(watch("response", opened(), 40).map(({ type }) => type)).toEqual([
    "ticket.escalated.v2",
    "sla_target.breached.v1",
    ...["ticket.escalated.v2", "ticket.escalated.v1", "ticket.escalated.v2"],
  ]);
});

test("an acknowledged escalation climbs no further, but the promise still breaks", () => {
  const told = after(watch("response", opened(), 12), opened());
  const ticket = after(acknowledgeEscalation(maya, told, minutesLater(13)), told);
  expect(watch("response", ticket, 40).map(({ type }) => type)).toEqual(["sla_target.breached.v1"]);
  expect(toldIn(watch("resolution", ticket, 192))).toMatchObject([{ stepId: "nears" }]);
  expect(acknowledgeEscalation(maya, ticket, minutesLater(14))).toEqual([]);
});

test("only the owner and those who lead take an escalation upon themselves, and only when there is one", () => {
  const told = after(watch("response", opened(), 12), opened());
  expect(() => acknowledgeEscalation(bruno, told, at)).toThrow(
    expect.objectContaining({ code: "ticket.not_the_owner" }),
  );
  expect(() => acknowledgeEscalation(maya, opened(), at)).toThrow(
    expect.objectContaining({ code: "ticket.nothing_escalated" }),
  );
});

test("what was kept tells nobody; what waits tells nobody until the wait is over, and as much later", () => {
  const { targets } = opened();
  const kept = opened();
  const resolved = resolveTicket(
    { actor: maya, outcome: "done", note: null, graceMs: 1 },
    kept,
    minutesLater(1),
  );
  expect(watch("response", after(resolved, kept), 99)).toEqual([]);
  const working = handledBy(maya.id, { targets });
  const pause = { actor: maya, reason: "parts", pausedBy: ["parts"] } as const;
  const waiting = after(pauseTicket(pause, working, minutesLater(10)), working);
  expect(watch("response", waiting, 99)).toEqual([]);
  const { calendar } = openingContext;
  const again = after(
    resumeTicket({ actor: maya, calendar: calendar.body }, waiting, minutesLater(70)),
    waiting,
  );
  expect(watch("response", again, 71.9)).toEqual([]);
  expect(toldIn(watch("response", again, 72))).toMatchObject([{ stepId: "nears" }]);
});

test("an emergency and a complaint of a VIP, A or B, call somebody in at once", () => {
  const tell = (overrides: object) =>
    toldIn(
      openTicket(
        { request: aRequest({ receivedAt: at, takenBy: maya.id, ...overrides }), context: openingContext },
        unknownTicket,
        at,
      ),
    ).map(({ stepId, level }) => [stepId, level]);
  expect(tell({ kind: "emergency" })).toEqual([["emergency", 2]]);
  expect(tell({ kind: "complaint", tier: "A" })).toEqual([["vip_complaint", 2]]);
  expect(tell({ kind: "complaint", tier: "B" })).toEqual([["vip_complaint", 2]]);
  expect(tell({ kind: "complaint", tier: "C" })).toEqual([]);
  expect(tell({ kind: "complaint", tier: "D" })).toEqual([]);
  expect(tell({ kind: "repair", tier: "A" })).toEqual([]);
});

test("a customer's third complaint calls in the general manager, the second does not", () => {
  const tell = (complaints: number, kind: "complaint" | "repair" = "complaint") =>
    toldIn(
      openTicket(
        {
          request: aRequest({ kind, takenBy: maya.id, tier: null }),
          context: { ...openingContext, customer: { returnsTo: null, complaints } },
        },
        unknownTicket,
        at,
      ),
    );
  expect(tell(1)).toEqual([]);
  expect(tell(2)).toMatchObject([
    { stepId: "third_complaint", level: 3, occurrence: 3, toldIds: [maya.id, "stf_director"] },
  ]);
  expect(tell(3)).toMatchObject([{ stepId: "third_complaint", occurrence: 4 }]);
  expect(tell(2, "repair")).toEqual([]);
});

test("the customer's first no calls in the service centre, the second the head of the department", () => {
  const no = { reason: "dissatisfied", words: null, by: null, terms: openingContext, escalation } as const;
  const first = resolvedTicket({ departmentId: "dep_lakeside_engineering" });
  expect(toldIn(reopenTicket(no, first, at))).toMatchObject([
    { stepId: "customer_says_no", reason: "dissatisfied", level: 1, toldIds: [maya.id, "stf_centre"] },
  ]);
  const second = { ...after(reopenTicket(no, first, at), first), status: "resolved" as const };
  expect(toldIn(reopenTicket(no, second, at))).toMatchObject([
    { stepId: "second_no", occurrence: 2, level: 2, toldIds: [maya.id, "stf_engineer"] },
  ]);
});

test("a reopened ticket has a new promise of resolution from then on", () => {
  const no = { reason: "manual", words: null, by: maya.id, ...ticketContext() } as const;
  const ticket = after(reopenTicket(no, resolvedTicket(), minutesLater(60)), resolvedTicket());
  expect(ticket.targets.find(({ name }) => name === "resolution")).toMatchObject({
    state: "running",
    startedAt: minutesLater(60),
    dueAt: minutesLater(300),
  });
});

test("who stands in for an absent owner is told beside them; an empty role tells nobody", () => {
  const away = staffed(maya.id, { substituteId: "stf_leo" });
  const told = watchTarget(
    { name: "response", escalation: { ladder, staff: [away] } },
    opened(),
    minutesLater(12),
  );
  expect(toldIn(told)).toMatchObject([{ toldIds: [maya.id, "stf_leo"] }]);
  const orphan = opened({ takenBy: null });
  expect(
    toldIn(
      watchTarget({ name: "response", escalation: nobody }, { ...orphan, ownerId: null }, minutesLater(12)),
    ),
  ).toMatchObject([{ toldIds: [] }]);
});

test("a ticket that was opened before ladders were kept is told of when it breaks", () => {
  expect(toldIn(watch("response", aTicket(), 15))).toMatchObject([{ stepId: "broken" }]);
  expect(watch("response", aTicket(), 14)).toEqual([]);
});

test("what would be told to an empty chair goes on to the next level at which there is somebody", () => {
  const broken = (people: typeof staff) =>
    toldIn(
      watchTarget({ name: "response", escalation: { ladder, staff: people } }, opened(), minutesLater(15)),
    ).find(({ stepId }) => stepId === "broken")?.toldIds;
  const [owner, , , director] = staff;
  if (!owner || !director) throw new Error("nobody works here");
  expect(broken([owner, director])).toEqual([maya.id, "stf_director"]);
  expect(broken([owner])).toEqual([maya.id]);
});

test("where a property has nobody to tell, the group's desk is told, and where it has somebody, the desk is not", () => {
  const atDesk = staffed("stf_desk", { propertyId: "prp_group", teamIds: ["tea_group_desk"] });
  const left = staffed("stf_left", { propertyId: "prp_group", employed: false });
  const toldBy = (people: EscalationContext["staff"]) =>
    toldIn(
      openTicket(
        {
          request: aRequest({ receivedAt: at, takenBy: null }),
          context: context({ staff: people, desk: [atDesk, left], teams: [] }),
        },
        unknownTicket,
        at,
      ),
    ).map(({ stepId, toldIds }) => [stepId, toldIds]);
  expect(toldBy([])).toEqual([
    ["nobody_owns", ["stf_desk"]],
    ["nobody_fits", ["stf_desk"]],
  ]);
  expect(toldBy([staffed("stf_director", { roles: ["manager"], departmentId: null })])).toEqual([
    ["nobody_owns", ["stf_director"]],
    ["nobody_fits", ["stf_director"]],
  ]);
  expect(deskTeamOf({})).toBe("tea_group_desk");
  expect(deskTeamOf({ groupDesk: "tea_head_office_night" })).toBe("tea_head_office_night");
});
