import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, type House, maya, openHouse } from "./house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.know(aProperty({ propertyId: "prp_archive", purpose: "history" }));
});

afterAll(() => house.close());

const aBody = (overrides: object = {}) => ({
  propertyId: "prp_lakeside",
  channel: "phone",
  kind: "repair",
  place: "1203",
  ...overrides,
});

const eventsOf = (requestId: string) =>
  house.query<{ payload: string; agg_seq: string }>(
    "select payload, agg_seq from outbox where key = $1 union all select payload, agg_seq from event_archive where key = $1",
    [requestId],
  );

test("a request is answered with its ids and tier, and said once as number 1 of its key", async () => {
  const { status, body, headers } = await house.call("/v1/requests", {
    body: aBody({ contact: { text: "138 0013 8000" }, words: "空调不制冷", displayName: "张三" }),
  });
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/v1/requests/${body.requestId}`);
  expect(body.ticketId.slice(4)).toBe(body.requestId.slice(4));
  expect(body.profile).toMatchObject({ known: false, tier: null, openTickets: [] });
  const events = await eventsOf(body.requestId);
  expect(events).toHaveLength(1);
  expect(Number(events[0]!.agg_seq)).toBe(1);
  expect(JSON.parse(events[0]!.payload)).toMatchObject({
    kind: "repair",
    takenBy: maya.sub,
    summary: "报修 · repair/general · 1203",
    words: expect.stringMatching(`^sealed:v1:${body.profile.profileId}:`),
  });
});

test("a repeat with the same key gets the first answer, and another body under it is refused", async () => {
  const headers = { "idempotency-key": "once" };
  const first = await house.call("/v1/requests", { headers, body: aBody() });
  const second = await house.call("/v1/requests", { headers, body: aBody() });
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  const other = await house.call("/v1/requests", { headers, body: aBody({ place: "1204" }) });
  expect(other.status).toBe(422);
  expect(other.body.type).toBe("urn:shouwen:problem:idempotency_key.reused");
});

test("an unknown property is not found, and one of the past takes nothing new", async () => {
  const as = { ...maya, properties: ["*"] };
  expect((await house.call("/v1/requests", { as, body: aBody({ propertyId: "prp_none" }) })).status).toBe(
    404,
  );
  expect((await house.call("/v1/requests", { as, body: aBody({ propertyId: "prp_archive" }) })).status).toBe(
    409,
  );
});
