import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aStaff } from "./facts.ts";
import { openServiceCentre, type ServiceCentre } from "./service-centre.ts";

let centre: ServiceCentre;

beforeAll(async () => {
  centre = await openServiceCentre();
});

afterAll(() => centre.service.close());

const typeOf = ({ body }: { body: { type?: string } }) => body.type?.replace("urn:shouwen:problem:", "");

/** Something above an agent's limit, asked for by Maya. */
const askFor = async (ticketId: string, amountMinor = 30_000) => {
  const { body, status } = await centre.service.call(`/v1/tickets/${ticketId}/remedies`, {
    body: { kind: "voucher", value: { amountMinor, currency: "CNY" } },
  });
  expect([status, body.status]).toEqual([202, "awaits_approval"]);
  return body.approvalId as string;
};

const decide = (approvalId: string, decision: "approved" | "refused" = "approved") =>
  centre.service.call(`/v1/approvals/${approvalId}/decide`, { as: centre.boss, body: { decision } });

test("a ticket for which something is asked while it is offered waits once it is taken, until that is decided", async () => {
  const { ask, say, inStatus, ticketOf } = centre;
  const [victor] = centre.handlers;
  const ticketId = await ask({ kind: "complaint", category: "engineering" });
  await inStatus(ticketId, "offered");
  const approvalId = await askFor(ticketId);
  const taken = await say(ticketId, "accept", victor);
  expect(taken.body).toMatchObject({ status: "waiting", waitingFor: "approval" });
  for (const what of ["resume", "resolve"])
    expect(typeOf(await say(ticketId, what, victor))).toBe("approval.still_open");
  const profileId = `pro_${centre.propertyId.slice(4)}_w`;
  const [waiting, other] = [
    await centre.inProgress({ kind: "complaint", category: "engineering", profileId }),
    await ask({ profileId }),
  ];
  const asked = await askFor(waiting);
  await inStatus(waiting, "waiting");
  await inStatus(other, "offered");
  await say(waiting, "merge", centre.maya, { intoTicketId: other });
  expect((await say(waiting, "unmerge", centre.maya)).body).toMatchObject({ waitingFor: "approval" });
  await decide(asked, "refused");
  await inStatus(waiting, "in_progress");
  await decide(approvalId, "refused");
  await inStatus(ticketId, "in_progress");
  expect((await ticketOf(ticketId)).handlerId).toBe(victor.sub);
});

test("what was asked for a ticket that is cancelled is not decided any more, and is withdrawn", async () => {
  const { service, maya, ask, say, inStatus } = centre;
  const ticketId = await ask({ kind: "complaint", category: "engineering" });
  await inStatus(ticketId, "offered");
  const approvalId = await askFor(ticketId);
  expect((await say(ticketId, "cancel", maya, { reason: "taken_by_mistake" })).body.status).toBe("cancelled");
  expect(["approval.ticket_cancelled", "approval.over"]).toContain(typeOf(await decide(approvalId)));
  await eventually(async () =>
    expect((await service.call(`/v1/approvals/${approvalId}`)).body.status).toBe("withdrawn"),
  );
  await eventually(async () => {
    const { body } = await service.call(`/v1/tickets/${ticketId}/remedies`);
    expect(body.items).toMatchObject([{ status: "refused" }]);
  });
});

test("what nobody but whoever asks could decide is refused with the step", async () => {
  const { service, boss, inProgress } = centre;
  const ticketId = await inProgress({ kind: "complaint", category: "engineering" });
  const refused = await service.call(`/v1/tickets/${ticketId}/remedies`, {
    as: boss,
    body: { kind: "voucher", value: { amountMinor: 600_000, currency: "CNY" } },
  });
  expect([refused.status, refused.body]).toMatchObject([
    422,
    { type: "urn:shouwen:problem:approval.too_few_approvers", stepId: "manager", needed: 1, found: 0 },
  ]);
});

test("a token of no worth is given as often as wanted, and does not stop what comes after", async () => {
  const { service, inProgress } = centre;
  const ticketId = await inProgress({ kind: "complaint", category: "engineering" });
  const give = (amountMinor: number) =>
    service.call(`/v1/tickets/${ticketId}/remedies`, {
      body: { kind: "voucher", value: { amountMinor, currency: "CNY" } },
    });
  for (const amount of [0, 0, 5_000, 5_000])
    expect([(await give(amount)).status, amount]).toEqual([201, amount]);
  expect((await give(1)).status).toBe(202);
});

test("what is given to all of an incident and what its own customer is given do not stand in each other's way", async () => {
  const { service, boss, maya, ask, say, ticketOf } = centre;
  const parent = await ask({ category: "engineering", profileId: `pro_${centre.propertyId.slice(4)}_p` });
  const child = await ask({ profileId: `pro_${centre.propertyId.slice(4)}_c` });
  for (const id of [parent, child])
    await eventually(async () => expect((await ticketOf(id)).ticketId).toBe(id));
  await say(child, "links", maya, { otherTicketId: parent, relation: "child_of" });
  const value = { amountMinor: 1_000, currency: "CNY" };
  const given = { kind: "voucher", value };
  expect((await say(parent, "remedies-for-all", boss, given)).body).toMatchObject({ customers: 1 });
  expect(typeOf(await say(parent, "remedies-for-all", boss, given))).toBe("remedy.given_to_all");
  expect((await say(parent, "remedies", boss, given)).status).toBe(201);
  await service.call("/v1/approvals", {
    body: { propertyId: centre.propertyId, flowId: "compensation", ticketId: parent, amount: value },
    headers: { "idempotency-key": "for-all" },
  });
  const { body: asked } = await service.call(`/v1/approvals?ticketId=${parent}`);
  const [{ approvalId }] = asked.items;
  await decide(approvalId);
  // Who joins later is given the same, and nobody twice.
  const join = async (name: string) => {
    const late = await ask({ profileId: `pro_${centre.propertyId.slice(4)}_${name}` });
    await eventually(async () => expect((await ticketOf(late)).ticketId).toBe(late));
    await say(late, "links", maya, { otherTicketId: parent, relation: "child_of" });
  };
  await join("late");
  const allowed = await say(parent, "remedies-for-all", boss, { ...given, approvalId });
  expect(allowed.body).toEqual({ customers: 1, total: value });
  // What the inbox remembers is kept for a month; an approval is used once for ever.
  await service.query("delete from inbox where consumer = 'remedy'");
  await join("later");
  expect(typeOf(await say(parent, "remedies-for-all", boss, { ...given, approvalId }))).toBe(
    "remedy.approval_does_not_allow",
  );
});

test("a refund says what it costs, and goes to the people of its steps", async () => {
  const { service, propertyId } = centre;
  const own = propertyId.slice("prp_".length);
  const departmentId = `dep_${own}_customer_service`;
  await service.publish(
    aStaff(`stf_${own}_cs`, { propertyId, departmentId, teamIds: [], roles: ["supervisor"] }),
  );
  const form = { card: "8801", treatment: "Massage", reason: "Moved away", unusedMinor: "80000" };
  const staff = (payToDeductMinor: string) => ({
    staff: [{ number: "0137", name: "Maya", payToDeductMinor }],
  });
  const refund = (more: object, amount?: object) =>
    service.call("/v1/approvals", {
      headers: { "idempotency-key": "refund" },
      body: {
        propertyId,
        flowId: "treatment_refund",
        form: { ...form, ...more },
        ...(amount ? { amount } : {}),
      },
    });
  const refused = await refund({ colour: "red" });
  expect([refused.status, refused.body]).toMatchObject([422, { missing: ["staff"], unknown: ["colour"] }]);
  expect(typeOf(await refund(staff("20000")))).toBe("approval.amount_missing");
  const cost = { amountMinor: 80_000, currency: "CNY" };
  const first = await eventually(async () => {
    const answer = await refund(staff("20000"), cost);
    expect([answer.status, answer.body.step]).toEqual([201, "customer_service"]);
    return answer;
  });
  expect((await refund(staff("20000"), cost)).body.approvalId).toBe(first.body.approvalId);
  const [row] = await service.query<{ state: object }>("select state from approval where id = $1", [
    first.body.approvalId,
  ]);
  expect(JSON.stringify(row?.state)).not.toContain("8801");
  const withdrawn = await service.call(`/v1/approvals/${first.body.approvalId}/withdraw`, { body: {} });
  expect(withdrawn.body.status).toBe("withdrawn");
});

test("what was filled in and said about an approval is read by whoever asks, decides or is on its ticket, audited", async () => {
  const { service, maya, boss, handlers, propertyId } = centre;
  const [victor, hanna] = handlers;
  const own = propertyId.slice("prp_".length);
  const rosa = { sub: `stf_${own}_rosa`, roles: ["supervisor"], properties: [propertyId] };
  const departmentId = `dep_${own}_customer_service`;
  await service.publish(aStaff(rosa.sub, { propertyId, departmentId, teamIds: [], roles: ["supervisor"] }));
  const profileId = `pro_${own}_words`;
  const ticketId = await centre.inProgress({ kind: "complaint", category: "engineering", profileId });
  const form = {
    card: "8801",
    treatment: "Massage",
    reason: "客人受惊，要求退款",
    unusedMinor: "80000",
    staff: [{ number: "0137", name: "Maya", payToDeductMinor: "1000" }],
  };
  const amount = { amountMinor: 60_000, currency: "CNY" };
  // Until Rosa is known there is nobody who could decide.
  const { approvalId } = await eventually(async () => {
    const { status, body: approval } = await service.call("/v1/approvals", {
      headers: { "idempotency-key": "words" },
      body: { propertyId, flowId: "treatment_refund", ticketId, form, amount },
    });
    expect([status, approval]).toMatchObject([201, {}]);
    return approval;
  });
  const readBy = async (as: typeof maya) => {
    const { status, body } = await service.call(`/v1/approvals/${approvalId}/words`, { as });
    return { ...body, status };
  };
  await eventually(async () => expect(await readBy(rosa)).toMatchObject({ reason: "decides", form }));
  const body = { decision: "approved", comment: "请当面道歉" };
  const decided = await service.call(`/v1/approvals/${approvalId}/decide`, { as: rosa, body });
  expect(decided.status).toBe(200);
  expect(await readBy(maya)).toMatchObject({
    status: 200,
    reason: "asked",
    form,
    comments: [{ by: rosa.sub, decision: "approved", text: body.comment }],
  });
  expect(await readBy(victor)).toMatchObject({ status: 200, reason: "handler" });
  expect(await readBy(hanna)).toMatchObject({ status: 403, type: "urn:shouwen:problem:words.not_yours" });
  expect(await readBy({ ...boss, properties: ["prp_elsewhere"] })).toMatchObject({ status: 404 });
  const audited = await service.query<{ actor: string }>(
    "select distinct actor from audit where subject = $1 order by actor",
    [approvalId],
  );
  expect(audited.map(({ actor }) => actor)).toEqual([maya, rosa, victor].map(({ sub }) => sub).toSorted());
  await service.vault.erase(profileId, boss.sub);
  expect(await readBy(boss)).toMatchObject({ form: null, comments: [{ text: null }] });
});

test("nobody asks for something at a property that they do not see", async () => {
  const stranger = { sub: "stf_stranger", roles: ["manager" as const], properties: ["prp_elsewhere"] };
  const body = { propertyId: centre.propertyId, flowId: "refund" };
  const asked = await centre.service.call("/v1/approvals", { as: stranger, body });
  expect([asked.status, typeOf(asked)]).toEqual([404, "property.not_found"]);
});
