import { ticketClosed, ticketReopened, ticketResolved } from "@shouwen/contracts/events/ticket";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callbackIdOf } from "../src/domain/schedule-callback.ts";
import { claim, idsOf, openProperty, openService, saidAbout } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  await (await openProperty(service)).resolved(1);
});

afterAll(() => service.close());

test("a resolution that is delivered again makes no second callback", async () => {
  const property = await openProperty(service);
  const data = property.resolution();
  const again = await service.publish(ticketResolved.of(data));
  const callbackId = callbackIdOf(data.ticketId, 1);
  await eventually(() => expect(saidAbout(service, callbackId)).toHaveLength(1));
  await again();
  const [later = ""] = await property.resolved(1);
  await eventually(() => expect(saidAbout(service, later)).toHaveLength(1));
  await eventually(async () =>
    expect(
      await service.query("select 1 from callbacks.outbox where key = any($1)", [
        [data.ticketId, callbackId],
      ]),
    ).toEqual([]),
  );
  expect(saidAbout(service, callbackId)).toHaveLength(1);
});

test("a ticket that is reopened or closed before the call is not called about", async () => {
  const property = await openProperty(service);
  const as = property.agent("maya");
  const [reopened, closed] = [property.resolution(), property.resolution()];
  await service.publish(
    ticketResolved.of(reopened),
    ticketReopened.of({ ...reopened, reason: "customer_contact", words: null, reopening: 1, by: null }),
    ticketResolved.of({ ...reopened, resolution: 2 }),
    ticketResolved.of(closed),
  );
  await claim(service, as, { count: 2 });
  await service.publish(ticketClosed.of({ ...closed, reason: "manual", by: "stf_rosa" }));
  await eventually(async () => {
    const expired = await service.call("/v1/callbacks?status=expired", { as });
    expect(idsOf(expired).toSorted()).toEqual(
      [callbackIdOf(reopened.ticketId, 1), callbackIdOf(closed.ticketId, 1)].toSorted(),
    );
  });
  expect(idsOf(await service.call("/v1/callbacks?status=scheduled", { as }))).toEqual([
    callbackIdOf(reopened.ticketId, 2),
  ]);
  await eventually(() =>
    expect(saidAbout(service, callbackIdOf(reopened.ticketId, 1))).toEqual([
      "1 callback.scheduled.v1",
      "2 callback.expired.v1",
    ]),
  );
});

test("a callback that nobody makes expires on time", async () => {
  const property = await openProperty(service, { attempts: 1, gapMs: 0, expiresAfterMs: 500 });
  const [callbackId = ""] = await property.resolved(1);
  await eventually(() => expect(saidAbout(service, callbackId)).toHaveLength(2));
  const [scheduled, expired] = service
    .published(callbackId)
    .map(({ value }) => value as Record<string, string>);
  expect(expired).toMatchObject({ attempts: 0 });
  const lateMs = Date.parse(String(expired?.at)) - Date.parse(String(scheduled?.expiresAt));
  expect(lateMs).toBeGreaterThanOrEqual(0);
});

test("a record of the past and a kind that is not named make no callback", async () => {
  const property = await openProperty(service);
  const ignored = [property.resolution({ mode: "history" }), property.resolution({ kind: "inquiry" })];
  await service.publish(...ignored.map((data) => ticketResolved.of(data)));
  await eventually(async () => {
    const heard = await service.query("select 1 from callbacks.last_agg_seq where key = any($1)", [
      ignored.map(({ ticketId }) => ticketId),
    ]);
    expect(heard).toHaveLength(2);
  });
  expect((await service.call("/v1/callbacks", { as: property.agent("maya") })).body.items).toEqual([]);
});

test("a resolution that comes before its property waits for it", async () => {
  const property = await openProperty(service);
  const propertyId = `${property.propertyId}_later`;
  const data = property.resolution({ propertyId, kind: "complaint" });
  await service.publish(ticketResolved.of(data));
  await eventually(async () => {
    const parked = await service.query("select code from callbacks.parked where key = $1", [data.ticketId]);
    expect(parked).toEqual([{ code: "not_yet" }]);
  });
  await service.publish(aProperty({ propertyId, timeZone: "UTC" }));
  const as = { sub: "stf_maya", roles: ["agent"], properties: [propertyId] };
  await eventually(async () =>
    expect((await service.call("/v1/callbacks", { as })).body.items).toHaveLength(1),
  );
});
