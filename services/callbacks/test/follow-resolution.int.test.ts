import { ticketClosed, ticketReopened, ticketResolved } from "@shouwen/contracts/events/ticket";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callbackIdOf } from "../src/domain/schedule-callback.ts";
import { aProperty, claim, type House, idsOf, openHouse, openPremises, saidAbout } from "./house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await (await openPremises(house)).resolved(1);
});

afterAll(() => house.close());

test("a resolution that is delivered again makes no second callback", async () => {
  const premises = await openPremises(house);
  const data = premises.resolution();
  const again = await house.hear(ticketResolved.of(data));
  const callbackId = callbackIdOf(data.ticketId, 1);
  await eventually(() => expect(saidAbout(house, callbackId)).toHaveLength(1));
  await again();
  const [later = ""] = await premises.resolved(1);
  await eventually(() => expect(saidAbout(house, later)).toHaveLength(1));
  await eventually(async () =>
    expect(
      await house.admin("select 1 from callbacks.outbox where key = any($1)", [[data.ticketId, callbackId]]),
    ).toEqual([]),
  );
  expect(saidAbout(house, callbackId)).toHaveLength(1);
});

test("a ticket that is reopened or closed before the call is not called about", async () => {
  const premises = await openPremises(house);
  const as = premises.agent("maya");
  const [reopened, closed] = [premises.resolution(), premises.resolution()];
  await house.hear(
    ticketResolved.of(reopened),
    ticketReopened.of({ ...reopened, reason: "customer_contact", words: null, reopening: 1, by: null }),
    ticketResolved.of({ ...reopened, resolution: 2 }),
    ticketResolved.of(closed),
  );
  await claim(house, as, { count: 2 });
  await house.hear(ticketClosed.of({ ...closed, reason: "manual", by: "stf_rosa" }));
  await eventually(async () => {
    const expired = await house.call("/v1/callbacks?status=expired", { as });
    expect(idsOf(expired).toSorted()).toEqual(
      [callbackIdOf(reopened.ticketId, 1), callbackIdOf(closed.ticketId, 1)].toSorted(),
    );
  });
  expect(idsOf(await house.call("/v1/callbacks?status=scheduled", { as }))).toEqual([
    callbackIdOf(reopened.ticketId, 2),
  ]);
  await eventually(() =>
    expect(saidAbout(house, callbackIdOf(reopened.ticketId, 1))).toEqual([
      "1 callback.scheduled.v1",
      "2 callback.expired.v1",
    ]),
  );
});

test("a callback that nobody makes expires on time", async () => {
  const premises = await openPremises(house, { attempts: 1, gapMs: 0, expiresAfterMs: 500 });
  const [callbackId = ""] = await premises.resolved(1);
  await eventually(() => expect(saidAbout(house, callbackId)).toHaveLength(2));
  const [scheduled, expired] = house.said(callbackId).map(({ value }) => value as Record<string, string>);
  expect(expired).toMatchObject({ attempts: 0 });
  const lateMs = Date.parse(String(expired?.at)) - Date.parse(String(scheduled?.expiresAt));
  expect(lateMs).toBeGreaterThanOrEqual(0);
});

test("a record of the past and a kind that is not named make no callback", async () => {
  const premises = await openPremises(house);
  const ignored = [premises.resolution({ mode: "history" }), premises.resolution({ kind: "inquiry" })];
  await house.hear(...ignored.map((data) => ticketResolved.of(data)));
  await eventually(async () => {
    const heard = await house.admin("select 1 from callbacks.last_agg_seq where key = any($1)", [
      ignored.map(({ ticketId }) => ticketId),
    ]);
    expect(heard).toHaveLength(2);
  });
  expect((await house.call("/v1/callbacks", { as: premises.agent("maya") })).body.items).toEqual([]);
});

test("a resolution that comes before its property waits for it", async () => {
  const premises = await openPremises(house);
  const propertyId = `${premises.propertyId}_later`;
  const data = premises.resolution({ propertyId, kind: "complaint" });
  await house.hear(ticketResolved.of(data));
  await eventually(async () => {
    const parked = await house.admin("select code from callbacks.parked where key = $1", [data.ticketId]);
    expect(parked).toEqual([{ code: "not_yet" }]);
  });
  await house.hear(aProperty(propertyId));
  const as = { sub: "stf_maya", roles: ["agent"], properties: [propertyId] };
  await eventually(async () =>
    expect((await house.call("/v1/callbacks", { as })).body.items).toHaveLength(1),
  );
});
