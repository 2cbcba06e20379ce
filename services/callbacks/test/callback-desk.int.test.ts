import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claim, closedNow, type House, idsOf, openHouse, openPremises, saidAbout } from "./house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await (await openPremises(house)).resolved(1);
});

afterAll(() => house.close());

test("a resolved ticket's customer is called back, and every step is numbered without a gap", async () => {
  const premises = await openPremises(house);
  const maya = premises.agent("maya");
  const [callbackId = ""] = await premises.resolved(1);
  expect(idsOf(await house.call("/v1/callbacks?due", { as: maya }))).toEqual([callbackId]);
  expect((await claim(house, maya)).body.items).toMatchObject([
    { callbackId, claim: { by: maya.sub }, version: 2 },
  ]);
  expect(idsOf(await house.call("/v1/callbacks?due", { as: maya }))).toEqual([]);
  const attempt = { disposition: "answered", outcome: "satisfied", rating: 5 };
  const done = await house.call(`/v1/callbacks/${callbackId}/attempts`, { as: maya, body: attempt });
  expect(done.body).toMatchObject({ status: "completed", outcome: "satisfied", rating: 5, claim: null });
  expect(done.headers.get("etag")).toBe('"4"');
  await eventually(() =>
    expect(saidAbout(house, callbackId)).toEqual([
      "1 callback.scheduled.v1",
      "2 callback.attempted.v1",
      "3 callback.completed.v1",
    ]),
  );
  const correlations = house.said(callbackId).map(({ headers }) => headers.ce_correlationid);
  expect(correlations.slice(1)).toEqual([1, 2].map(() => callbackId.replace("cal_", "req_").slice(0, -2)));
});

test("agents who claim at one moment, at two replicas, never get the same callback", async () => {
  const premises = await openPremises(house);
  const ids = await premises.resolved(12);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, agent) =>
      house.call("/v1/callbacks/claim", { as: premises.agent(`a${agent}`), body: {}, replica: agent % 2 }),
    ),
  );
  const claimed = answers.flatMap(idsOf);
  expect(new Set(claimed).size).toBe(claimed.length);
  const rest = await house.call("/v1/callbacks/claim", { as: premises.agent("z"), body: { count: 20 } });
  expect([...claimed, ...idsOf(rest)].toSorted()).toEqual([...ids].toSorted());
});

test("a claim that is repeated under its key gives the same callback again, at whichever replica", async () => {
  const premises = await openPremises(house);
  await premises.resolved(3);
  const as = premises.agent("maya");
  const once = (replica: number) => house.call("/v1/callbacks/claim", { as, body: {}, key: "one", replica });
  const answers = await Promise.all([once(0), once(1), once(0)]);
  const claimed = [...answers, await once(1)].map(idsOf);
  expect(new Set(claimed.flat()).size).toBe(1);
  expect((await house.call("/v1/callbacks?claimedBy=stf_maya&limit=10", { as })).body.items).toHaveLength(1);
});

test("the next due come first, page by page", async () => {
  const premises = await openPremises(house);
  const as = premises.agent("maya");
  const ids = await premises.resolved(5);
  const first = await house.call("/v1/callbacks?limit=3", { as });
  const second = await house.call(`/v1/callbacks?limit=3&cursor=${first.body.next}`, { as });
  expect(second.body.next).toBeNull();
  const items = [...first.body.items, ...second.body.items];
  expect(items.map((item) => item.callbackId).toSorted()).toEqual([...ids].toSorted());
  const due = items.map((item) => item.dueAt);
  expect(due).toEqual(due.toSorted());
});

test("outside the windows nobody is called, unless the customer asked for it", async () => {
  const premises = await openPremises(house, { windows: closedNow() });
  const as = premises.agent("maya");
  const [callbackId = ""] = await premises.resolved(1);
  expect(idsOf(await house.call("/v1/callbacks/claim", { as, body: {} }))).toEqual([]);
  const dueAt = new Date(Date.now() + 700).toISOString();
  const wish = { dueAt, wishedByCustomer: true };
  const moved = await house.call(`/v1/callbacks/${callbackId}/reschedule`, { as, body: wish });
  expect(moved.body).toMatchObject({ dueAt, wishedByCustomer: true });
  expect(idsOf(await claim(house, as))).toEqual([callbackId]);
});

test("a callback is given back by its agent, or by a supervisor", async () => {
  const premises = await openPremises(house);
  const [callbackId = ""] = await premises.resolved(1);
  const [maya, omar] = [premises.agent("maya"), premises.agent("omar")];
  await claim(house, maya);
  const release = (as: typeof maya) => house.call(`/v1/callbacks/${callbackId}/release`, { as, body: {} });
  expect(await release(omar)).toMatchObject({ status: 409, body: { claimedBy: maya.sub } });
  expect((await release(premises.agent("rosa", ["supervisor"]))).body).toMatchObject({ claim: null });
  expect(idsOf(await claim(house, omar))).toEqual([callbackId]);
  const attempt = { as: maya, body: { disposition: "busy" } };
  expect(await house.call(`/v1/callbacks/${callbackId}/attempts`, attempt)).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:callback.claimed_by_another" },
  });
});

test("a claim that is left runs out, and the callback is anybody's again", async () => {
  const premises = await openPremises(house, { claimMs: 300 });
  const [callbackId] = await premises.resolved(1);
  await claim(house, premises.agent("maya"));
  expect(idsOf(await claim(house, premises.agent("omar")))).toEqual([callbackId]);
});

test("after the last dial in vain the customer is unreachable; a dial that is sent twice counts once", async () => {
  const premises = await openPremises(house, { attempts: 2, gapMs: 200 });
  const as = premises.agent("maya");
  const [callbackId = ""] = await premises.resolved(1);
  const path = `/v1/callbacks/${callbackId}/attempts`;
  for (const key of ["first", "second"]) {
    await claim(house, as);
    const dial = { as, key, body: { disposition: "no_answer" } };
    await house.call(path, dial);
    await house.call(path, dial);
  }
  const { body } = await house.call(`/v1/callbacks/${callbackId}`, { as });
  expect(body).toMatchObject({ status: "completed", outcome: "unreachable" });
  expect(body.dials).toHaveLength(2);
});
