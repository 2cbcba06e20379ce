import type { Role } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { at, codeOf, lead, maya, minutesLater, staffed, typesOf } from "../../../test/tickets.ts";
import { type Approval, type ApprovalState, evolveApproval, unknownApproval } from "./approval.ts";
import { approvalsPolicy, shippedApprovals } from "./approval-flows.ts";
import {
  decideStep,
  delegateStep,
  isDeciding,
  overdueStep,
  requestApproval,
  withdrawApproval,
  withdrawWithTicket,
} from "./decide-approval.ts";
import type { ProposedRemedy } from "./remedy.ts";
import { allows, eachCustomer, totalFor } from "./remedy-for-all.ts";

const flows = approvalsPolicy.parse(shippedApprovals).flows;
const flow = (needed = 1) => {
  const [, refund] = flows;
  if (!refund) throw new Error("no flow ships");
  const [first, second] = refund.steps;
  if (!first || !second) throw new Error("two steps ship");
  return {
    ...refund,
    steps: [{ ...first, needed, department: undefined, roles: ["supervisor" as const] }, second],
  };
};
const person = (id: string, roles: Role[]) => ({ id: `stf_${id}`, roles });
const asker = person("asker", ["supervisor"]);
const [ann, ben, cam] = ["ann", "ben", "cam"].map((id) => person(id, ["supervisor"])) as [
  typeof asker,
  typeof asker,
  typeof asker,
];
const boss = person("boss", ["manager"]);
const staff = [asker, ann, ben, cam, boss].map(({ id, roles }) =>
  staffed(id, { roles, propertyId: "prp_lakeside" }),
);

const asked = (needed = 1): Approval =>
  after(
    requestApproval(
      {
        approvalId: "app_1",
        propertyId: "prp_lakeside",
        ticketId: null,
        profileId: null,
        flow: flow(needed),
        flowVersion: "pol_approvals_group@0",
        amount: null,
        form: null,
        remedy: null,
        by: asker.id,
        staff,
      },
      unknownApproval,
      at,
    ),
  );

const after = (
  facts: Parameters<typeof evolveApproval>[1][],
  state: ApprovalState = unknownApproval,
): Approval => {
  const result = facts.reduce(evolveApproval, state);
  if (result.status === "unknown") throw new Error("Nothing was asked for");
  return result;
};

const decide = (actor: typeof asker, state: ApprovalState, decision: "approved" | "refused" = "approved") =>
  decideStep({ actor, decision, comment: null, staff }, state, at);
test("each step is decided in its turn, with a time of its own, and the last one grants", () => {
  const first = decide(ann, asked());
  expect(typesOf(first)).toEqual(["approval.step_decided"]);
  const second = after(first, asked());
  expect(second).toMatchObject({ at: 1, dueAt: minutesLater(48 * 60), told: 2 });
  expect(codeOf(() => decide(ben, second))).toBe("approval.not_an_approver");
  const last = decide(boss, second);
  expect(typesOf(last)).toEqual(["approval.step_decided", "approval.granted"]);
  expect(after(last, second)).toMatchObject({ status: "granted", dueAt: null, endedAt: at });
  expect(codeOf(() => decide(boss, after(last, second)))).toBe("approval.over");
});

test("whoever asked never decides, nor whoever they are told to by somebody else", () => {
  expect(codeOf(() => decide(asker, asked()))).toBe("approval.not_an_approver");
  const toAsker = { actor: ann, to: staff[0], staff };
  expect(codeOf(() => delegateStep(toAsker, asked(), at))).toBe("approval.not_an_approver");
  expect(codeOf(() => decide(boss, unknownApproval))).toBe("approval.not_found");
});

test("of several voices each counts once, and enough of them make the step", () => {
  const one = after(decide(ann, asked(2)), asked(2));
  expect(one).toMatchObject({ at: 0 });
  expect(codeOf(() => decide(ann, one))).toBe("approval.decided_already");
  expect(after(decide(ben, one), one)).toMatchObject({ at: 1 });
});

test("one no among three does not refuse what two must allow; a second one does", () => {
  const one = after(decide(ann, asked(2), "refused"), asked(2));
  expect(one.status).toBe("open");
  const two = decide(ben, one, "refused");
  expect(typesOf(two)).toEqual(["approval.step_decided", "approval.refused"]);
  expect(after(two, one).status).toBe("refused");
});

test("where one voice is needed and three may give it, the last no refuses", () => {
  let state = asked();
  for (const actor of [ann, ben]) state = after(decide(actor, state, "refused"), state);
  expect(state.status).toBe("open");
  expect(after(decide(cam, state, "refused"), state).status).toBe("refused");
});

const dee = person("dee", ["staff"]);
const withDee = [...staff, staffed(dee.id, { propertyId: "prp_lakeside" })];
const toDee = { to: withDee.at(-1), staff: withDee };

test("somebody who may decide lets a colleague decide in their place", () => {
  const away = after(delegateStep({ actor: ann, ...toDee }, asked(2), at), asked(2));
  expect(delegateStep({ actor: ann, ...toDee }, away, at)).toEqual([]);
  const own = after(decide(ben, away), away);
  const lent = decide(dee, own);
  expect(lent[0]?.data).toMatchObject({ by: dee.id, forStaffId: ann.id, stillNeeded: 0 });
  expect(codeOf(() => decide(ann, after(lent, own)))).toBe("approval.not_an_approver");
  const spoken = after(decide(ann, asked(2)), asked(2));
  expect(codeOf(() => delegateStep({ actor: ann, ...toDee }, spoken, at))).toBe("approval.decided_already");
  expect(codeOf(() => delegateStep({ actor: boss, ...toDee }, asked(), at))).toBe("approval.not_an_approver");
  for (const to of [
    undefined,
    staffed("stf_gone", { employed: false }),
    staffed("stf_far", { propertyId: "prp_b" }),
  ])
    expect(codeOf(() => delegateStep({ actor: ann, to, staff }, asked(), at))).toBe("staff.not_found");
});

test("what two must allow two people allow: nobody has two voices", () => {
  expect(codeOf(() => delegateStep({ actor: ann, to: staff[2], staff }, asked(2), at))).toBe(
    "approval.has_a_voice",
  );
  const away = after(delegateStep({ actor: ann, ...toDee }, asked(2), at), asked(2));
  expect(codeOf(() => delegateStep({ actor: ben, ...toDee }, away, at))).toBe("approval.has_a_voice");
  const once = after(decide(dee, away), away);
  expect(codeOf(() => decide(dee, once))).toBe("approval.decided_already");
  expect(codeOf(() => decide(ann, once))).toBe("approval.decided_already");
});

test("what nobody but whoever asks could decide is not asked for", () => {
  const ask = (people: typeof staff, needed = 1) =>
    requestApproval(
      {
        approvalId: "app_1",
        propertyId: "prp_lakeside",
        ticketId: null,
        profileId: null,
        flow: flow(needed),
        flowVersion: "v",
        amount: null,
        form: null,
        remedy: null,
        by: asker.id,
        staff: people,
      },
      unknownApproval,
      at,
    );
  expect(codeOf(() => ask(staff.filter(({ staffId }) => staffId !== boss.id)))).toBe(
    "approval.too_few_approvers",
  );
  expect(codeOf(() => ask(staff, 4))).toBe("approval.too_few_approvers");
  expect(ask(staff, 3)).toHaveLength(2);
});

test("where everybody who could decide has left, whoever asked hears that it is overdue; a flow may refuse it then", () => {
  const day = minutesLater(24 * 60);
  const [facts] = [overdueStep([], asked(), day)];
  expect(facts.map(({ data }) => data)).toMatchObject([{ toldIds: [asker.id] }]);
  const [first, ...others] = asked().steps;
  if (!first) throw new Error("two steps ship");
  const strict = { ...asked(), steps: [{ ...first, whenOverdue: "refuse" as const }, ...others] };
  const refused = overdueStep(staff, strict, day);
  expect(typesOf(refused)).toEqual(["approval.step_overdue", "approval.refused"]);
  expect(after(refused, strict).status).toBe("refused");
});

test("what was asked for a ticket is withdrawn when the ticket is, once", () => {
  const gone = after(withdrawWithTicket(lead.id, asked(), at), asked());
  expect(gone.status).toBe("withdrawn");
  expect(withdrawWithTicket(lead.id, gone, at)).toEqual([]);
  expect(withdrawWithTicket(lead.id, unknownApproval, at)).toEqual([]);
});

test("a step of a department is decided by people of it", () => {
  const [merge] = flows;
  if (!merge) throw new Error("no flow ships");
  const state = { ...asked(), steps: merge.steps };
  const centre = [
    staffed(ann.id, { roles: ["supervisor"], departmentId: "dep_lakeside_customer_service" }),
    staffed(ben.id, { roles: ["supervisor"], departmentId: "dep_lakeside_engineering" }),
    staffed(cam.id, { roles: ["supervisor"], departmentId: null }),
    staffed("stf_gone", {
      roles: ["supervisor"],
      departmentId: "dep_lakeside_customer_service",
      employed: false,
    }),
  ];
  const say = (actor: typeof asker) =>
    decideStep({ actor, decision: "approved", comment: null, staff: centre }, state, at);
  expect(say(ann)).toHaveLength(1);
  for (const actor of [ben, cam, person("gone", ["supervisor"])])
    expect(codeOf(() => say(actor))).toBe("approval.not_an_approver");
});

test("a step that is not decided in time is told to who could decide it, never early and once", () => {
  const day = 24 * 60;
  expect(overdueStep(staff, asked(), minutesLater(day - 1))).toEqual([]);
  const facts = overdueStep(staff, asked(), minutesLater(day));
  expect(facts[0]?.data).toMatchObject({ toldIds: [ann.id, ben.id, cam.id], dueAt: minutesLater(day) });
  expect(overdueStep(staff, after(facts, asked()), minutesLater(day + 1))).toEqual([]);
  expect(overdueStep(staff, unknownApproval, at)).toEqual([]);
  const next = after(decide(ann, after(facts, asked())), after(facts, asked()));
  expect(next.overdueTold).toBe(false);
});

test("it is withdrawn by who asked for it, or a manager, once", () => {
  expect(codeOf(() => withdrawApproval(ann, asked(), at))).toBe("approval.not_the_requester");
  const gone = after(withdrawApproval(asker, asked(), at), asked());
  expect(gone.status).toBe("withdrawn");
  expect(withdrawApproval(asker, gone, at)).toEqual([]);
  expect(withdrawApproval(boss, asked(), at)).toHaveLength(1);
});

test("asking twice asks once; what follows without it is a fault", () => {
  const again = { approvalId: "app_1", propertyId: "prp_lakeside", ticketId: null, profileId: null } as const;
  const proposal = {
    ...again,
    flow: flow(),
    flowVersion: "v",
    amount: null,
    form: null,
    remedy: null,
    by: asker.id,
    staff,
  };
  expect(requestApproval(proposal, asked(), at)).toEqual([]);
  const [decided] = decide(ann, asked());
  expect(() => evolveApproval(unknownApproval, decided as NonNullable<typeof decided>)).toThrow(
    "before approval.requested",
  );
});

test("of an incident each customer is given something once, and an approval must be for all of it", () => {
  const children = [
    { ticketId: "tic_1", profileId: "pro_a" },
    { ticketId: "tic_2", profileId: null },
    { ticketId: "tic_3", profileId: "pro_a" },
    { ticketId: "tic_4", profileId: null },
  ];
  expect(eachCustomer(children).map(({ ticketId }) => ticketId)).toEqual(["tic_3", "tic_2", "tic_4"]);
  const total = totalFor({ amountMinor: 100, currency: "CNY" }, 3);
  expect(total).toEqual({ amountMinor: 300, currency: "CNY" });
  const granted = { ...asked(), status: "granted" as const, ticketId: "tic_p", amount: total };
  expect(allows(granted, "tic_p", total)).toBe(true);
  expect(allows({ ...granted, amount: { ...total, amountMinor: 299 } }, "tic_p", total)).toBe(false);
  expect(allows({ ...granted, amount: { ...total, currency: "USD" } }, "tic_p", total)).toBe(false);
  expect(allows({ ...granted, amount: null }, "tic_p", total)).toBe(false);
  expect(allows(granted, "tic_q", total)).toBe(false);
  expect(allows({ ...granted, status: "open" }, "tic_p", total)).toBe(false);
  expect(allows(unknownApproval, "tic_p", total)).toBe(false);
  const proposal: ProposedRemedy = {
    remedyId: "rem_1",
    propertyId: "prp_lakeside",
    ticketId: "tic_p",
    profileId: null,
    kind: "voucher",
    value: total,
  };
  expect(allows({ ...granted, remedy: proposal }, "tic_p", total)).toBe(false);
});

test("an approval that was asked for without what only this service keeps has no steps to decide", () => {
  const asked = requestApproval(
    {
      approvalId: "app_1",
      propertyId: "prp_lakeside",
      ticketId: null,
      profileId: null,
      flow: flow(),
      flowVersion: "v",
      amount: null,
      form: null,
      remedy: null,
      by: maya.id,
      staff,
    },
    unknownApproval,
    at,
  );
  const [, said] = asked;
  if (!said) throw new Error("nothing was said");
  expect(evolveApproval(unknownApproval, said)).toMatchObject({ steps: [], status: "open" });
  expect(evolveApproval(asked.reduce(evolveApproval, unknownApproval), said)).toMatchObject({ steps: [] });
});

test("whoever may decide in any step, has decided or was lent a voice reads what it is about; whoever asked is not one of them", () => {
  const approval = asked();
  expect([ann, boss].map(({ id }) => isDeciding(id, approval, staff))).toEqual([true, true]);
  expect([asker.id, "stf_dora"].map((id) => isDeciding(id, approval, staff))).toEqual([false, false]);
  const lent = { ...approval, delegations: { [ann.id]: "stf_dora" } };
  expect(isDeciding("stf_dora", lent, [])).toBe(true);
  const decided = { stepId: "one", decision: "approved", by: "stf_eve", voice: "stf_eve" } as const;
  expect(isDeciding("stf_eve", { ...approval, decisions: [decided] }, [])).toBe(true);
});
