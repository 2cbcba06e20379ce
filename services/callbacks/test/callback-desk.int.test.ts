import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claim, closedNow, idsOf, openProperty, openService, saidAbout } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  await (await openProperty(service)).resolved(1);
});

afterAll(() => service.close());

test("a resolved ticket's customer is called back, and every step is numbered without a gap", async () => {
  const property = await openProperty(service);
  const maya = property.agent("maya");
  const [callbackId = ""] = await property.resolved(1);
  expect(idsOf(await service.call("/v1/callbacks?due", { as: maya }))).toEqual([callbackId]);
  expect((await claim(service, maya)).body.items).toMatchObject([
    { callbackId, claim: { by: maya.sub }, version: 2 },
  ]);
  expect(idsOf(await service.call("/v1/callbacks?due", { as: maya }))).toEqual([]);
  const attempt = { disposition: "answered", outcome: "satisfied", rating: 5 };
  const done = await service.call(`/v1/callbacks/${callbackId}/attempts`, { as: maya, body: attempt });
  expect(done.body).toMatchObject({ status: "completed", outcome: "satisfied", rating: 5, claim: null });
  expect(done.headers.get("etag")).toBe('"4"');
  await eventually(() =>
    expect(saidAbout(service, callbackId)).toEqual([
      "1 callback.scheduled.v1",
      "2 callback.attempted.v1",
      "3 callback.completed.v1",
    ]),
  );
  const correlations = service.published(callbackId).map(({ headers }) => headers.ce_correlationid);
  expect(correlations.slice(1)).toEqual([1, 2].map(() => callbackId.replace("cal_", "req_").slice(0, -2)));
});

test("agents who claim at one moment, at two replicas, never get the same callback", async () => {
  const property = await openProperty(service);
  const ids = await property.resolved(12);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, agent) =>
      service.call("/v1/callbacks/claim", { as: property.agent(`a${agent}`), body: {}, replica: agent % 2 }),
    ),
  );
  const claimed = answers.flatMap(idsOf);
  expect(new Set(claimed).size).toBe(claimed.length);
  const rest = await service.call("/v1/callbacks/claim", { as: property.agent("z"), body: { count: 20 } });
  expect([...claimed, ...idsOf(rest)].toSorted()).toEqual([...ids].toSorted());
});

test("a claim that is repeated under its key gives the same callback again, at whichever replica", async () => {
  const property = await openProperty(service);
  await property.resolved(3);
  const as = property.agent("maya");
  const once = (replica: number) =>
    service.call("/v1/callbacks/claim", { as, body: {}, key: "one", replica });
  const answers = await Promise.all([once(0), once(1), once(0)]);
  const claimed = [...answers, await once(1)].map(idsOf);
  expect(new Set(claimed.flat()).size).toBe(1);
  expect((await service.call("/v1/callbacks?claimedBy=stf_maya&limit=10", { as })).body.items).toHaveLength(
    1,
  );
});

test("the next due come first, page by page", async () => {
  const property = await openProperty(service);
  const as = property.agent("maya");
  const ids = await property.resolved(5);
  const first = await service.call("/v1/callbacks?limit=3", { as });
  const second = await service.call(`/v1/callbacks?limit=3&cursor=${first.body.next}`, { as });
  expect(second.body.next).toBeNull();
  const items = [...first.body.items, ...second.body.items];
  expect(items.map((item) => item.callbackId).toSorted()).toEqual([...ids].toSorted());
  const due = items.map((item) => item.dueAt);
  expect(due).toEqual(due.toSorted());
});

test("outside the windows nobody is called, unless the customer asked for it", async () => {
  const property = await openProperty(service, { windows: closedNow() });
  const as = property.agent("maya");
  const [callbackId = ""] = await property.resolved(1);
  expect(idsOf(await service.call("/v1/callbacks/claim", { as, body: {} }))).toEqual([]);
  const dueAt = new Date(Date.now() + 700).toISOString();
  const askedFor = { dueAt, wishedByCustomer: true };
  const moved = await service.call(`/v1/callbacks/${callbackId}/reschedule`, { as, body: askedFor });
  expect(moved.body).toMatchObject({ dueAt, wishedByCustomer: true });
  expect(idsOf(await claim(service, as))).toEqual([callbackId]);
});

test("a callback is given back by its agent, or by a supervisor", async () => {
  const property = await openProperty(service);
  const [callbackId = ""] = await property.resolved(1);
  const [maya, omar] = [property.agent("maya"), property.agent("omar")];
  await claim(service, maya);
  const release = (as: typeof maya) => service.call(`/v1/callbacks/${callbackId}/release`, { as, body: {} });
  expect(await release(omar)).toMatchObject({ status: 409, body: { claimedBy: maya.sub } });
  expect((await release(property.agent("rosa", ["supervisor"]))).body).toMatchObject({ claim: null });
  expect(idsOf(await claim(service, omar))).toEqual([callbackId]);
  const attempt = { as: maya, body: { disposition: "busy" } };
  expect(await service.call(`/v1/callbacks/${callbackId}/attempts`, attempt)).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:callback.claimed_by_another" },
  });
});

test("a claim that is left runs out, and the callback is anybody's again", async () => {
  const property = await openProperty(service, { claimMs: 300 });
  const [callbackId] = await property.resolved(1);
  await claim(service, property.agent("maya"));
  expect(idsOf(await claim(service, property.agent("omar")))).toEqual([callbackId]);
});

test("after the last dial in vain the customer is unreachable; a dial that is sent twice counts once", async () => {
  const property = await openProperty(service, { attempts: 2, gapMs: 200 });
  const as = property.agent("maya");
  const [callbackId = ""] = await property.resolved(1);
  const path = `/v1/callbacks/${callbackId}/attempts`;
  for (const key of ["first", "second"]) {
    await claim(service, as);
    const dial = { as, key, body: { disposition: "no_answer" } };
    await service.call(path, dial);
    await service.call(path, dial);
  }
  const { body } = await service.call(`/v1/callbacks/${callbackId}`, { as });
  expect(body).toMatchObject({ status: "completed", outcome: "unreachable" });
  expect(body.dials).toHaveLength(2);
});

test("everybody sees what they may do with a callback, and why not", async () => {
  const property = await openProperty(service);
  const [maya, omar, rosa, vera] = [
    property.agent("maya"),
    property.agent("omar"),
    property.agent("rosa", ["manager"]),
    property.agent("vera", ["staff"]),
  ];
  const [callbackId = ""] = await property.resolved(1);
  const allowedFor = async (as: Bearer) =>
    (await service.call(`/v1/callbacks/${callbackId}`, { as })).body.allowed;
  expect(await allowedFor(maya)).toEqual([
    { command: "attempts", because: "callback.not_claimed" },
    { command: "reschedule" },
    { command: "release" },
  ]);
  await claim(service, maya);
  const everything = ["attempts", "reschedule", "release"];
  expect(await allowedFor(maya)).toEqual(everything.map((command) => ({ command })));
  expect(await allowedFor(omar)).toEqual(
    everything.map((command) => ({ command, because: "callback.claimed_by_another" })),
  );
  expect(await allowedFor(rosa)).toMatchObject([
    { because: "callback.claimed_by_another" },
    { command: "reschedule" },
    { command: "release" },
  ]);
  expect(await allowedFor(vera)).toEqual([]);
  const [listed] = (await service.call("/v1/callbacks", { as: omar })).body.items;
  expect(listed.allowed).toEqual(await allowedFor(omar));
});

test("the document names each operation, describes a callback once, and says how a refusal looks", async () => {
  const { body } = await service.call("/openapi.json");
  const operations = Object.values(
    body.paths as Record<string, Record<string, { operationId?: string }>>,
  ).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  expect(operations).toEqual(expect.arrayContaining(["callback.list", "callback.read", "callback.attempts"]));
  expect(operations).not.toContain(undefined);
  expect(new Set(operations).size).toBe(operations.length);
  const one = body.paths["/v1/callbacks/{callbackId}"].get.responses;
  expect(one["200"].content["application/json"].schema).toEqual({ $ref: "#/components/schemas/Callback" });
  expect(one["200"].headers).toHaveProperty("ETag");
  expect(one["4XX"].content).toHaveProperty("application/problem+json");
  expect(body.components.schemas.Callback.properties).toHaveProperty("allowed");
});
