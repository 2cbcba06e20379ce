import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam, lakeside } from "./facts.ts";
import { type House, openHouse } from "./house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.hear(aProperty());
  await house.hear(aTeam());
  await house.hear(aStaff("stf_lakeside_victor"));
  await house.hear(aStaff("stf_lakeside_maya", { roles: ["agent"], teamIds: [], departmentId: null }));
});

afterAll(() => house.close());

const victor = { sub: "stf_lakeside_victor", roles: ["staff"], properties: [lakeside] };

const openedTicket = async (overrides = {}) => {
  const request = aRequest(overrides);
  await house.hear(aRequestFact(request));
  return eventually(async () => {
    const { status, body } = await house.call(`/v1/tickets/${request.ticketId}`);
    expect(status).toBe(200);
    return body;
  });
};

test("a request becomes one ticket, owned by whoever took it and offered to somebody on duty", async () => {
  const ticket = await openedTicket();
  expect(ticket).toMatchObject({ ownerId: "stf_lakeside_maya", teamId: "tea_lakeside_engineering" });
  await eventually(async () => {
    const { body } = await house.call(`/v1/tickets/${ticket.ticketId}`);
    expect(body).toMatchObject({ status: "offered", offeredTo: "stf_lakeside_victor" });
  });
});

test("a ticket lives from its opening to the customer's yes, and its events are numbered without a gap", async () => {
  const { ticketId, requestId } = await openedTicket();
  await eventually(async () =>
    expect((await house.call(`/v1/tickets/${ticketId}`)).body.status).toBe("offered"),
  );
  for (const step of ["accept", "start"])
    expect((await house.call(`/v1/tickets/${ticketId}/${step}`, { as: victor, body: {} })).status).toBe(200);
  const resolved = await house.call(`/v1/tickets/${ticketId}/resolve`, {
    as: victor,
    body: { note: "Washer replaced" },
  });
  expect(resolved.body).toMatchObject({ status: "resolved", handlerId: "stf_lakeside_victor" });
  await house.hear(
    callbackCompleted.of({
      callbackId: `cal_${requestId.slice(4)}-1`,
      ticketId,
      propertyId: lakeside,
      kind: "repair",
      profileId: null,
      language: "zh-CN",
      ownerId: "stf_lakeside_maya",
      handlerId: victor.sub,
      resolution: 1,
      at: new Date().toISOString(),
      outcome: "satisfied",
      rating: 5,
      words: null,
      attempts: 1,
      by: "stf_lakeside_maya",
    }),
  );
  await eventually(async () =>
    expect((await house.call(`/v1/tickets/${ticketId}`)).body.status).toBe("closed"),
  );
  const { body } = await house.call(`/v1/tickets/${ticketId}/timeline`);
  expect(body.events.map((event: { aggSeq: number }) => event.aggSeq)).toEqual(
    body.events.map((_: unknown, index: number) => index + 1),
  );
});

test("a command that is sent twice under one key is carried out once", async () => {
  const { ticketId } = await openedTicket();
  const headers = { "idempotency-key": "one" };
  const note = { as: victor, headers, body: { text: "Looked at it" } };
  await house.call(`/v1/tickets/${ticketId}/notes`, note);
  await house.call(`/v1/tickets/${ticketId}/notes`, note);
  const { body } = await house.call(`/v1/tickets/${ticketId}/timeline`);
  expect(body.events.filter((event: { type: string }) => event.type === "ticket.note_added.v1")).toHaveLength(
    1,
  );
});

test("the same request heard twice opens one ticket", async () => {
  const request = aRequest();
  await house.hear(aRequestFact(request));
  await house.hear(aRequestFact(request), { aggSeq: 1 });
  await eventually(async () =>
    expect((await house.call(`/v1/tickets/${request.ticketId}`)).status).toBe(200),
  );
  await eventually(async () => {
    const rows = await house.query("select status, code from parked where key = $1", [request.requestId]);
    expect(rows).toEqual([{ status: "dead", code: "stray" }]);
  });
  await eventually(async () => {
    const opened = await house.query(
      "select 1 from event_archive where key = $1 and type = 'ticket.opened.v1'",
      [request.ticketId],
    );
    expect(opened).toHaveLength(1);
  });
});
