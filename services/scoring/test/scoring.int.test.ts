import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  damagedIsNone,
  liesSealed,
  readByNobodyWhileErasureIsAskedFor,
  readByWhomItConcerns,
} from "./ledger-words.ts";
import { answer, breach, keep, said, settled } from "./says.ts";
import { openProperty, openService } from "./service-under-test.ts";

// One house for all: it hears its own topic, on which a second one would number the same accounts again.
let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  const property = await openProperty(service);
  await service.publish(keep(property));
  await property.entries(1);
});

afterAll(() => service.close());

const november = "2026-11";

test("what a customer says is posted to the owner's and the handler's account", async () => {
  const property = await openProperty(service);
  await service.publish(answer(property));
  const entries = await property.entries(2);
  const posted = entries.map(({ account, ruleId, points }) => [account, ruleId, points]).toSorted();
  expect(posted).toEqual(
    [
      [property.maya, "satisfied-owner", 1],
      [property.victor, "satisfied-handler", 2],
    ].toSorted(),
  );
  expect(entries[0]).toMatchObject({ packId: "service-basics", packVersion: 1, reversedBy: null });
});

test("an event that is delivered again is scored once, ever", async () => {
  const property = await openProperty(service);
  const again = await service.publish(answer(property), breach(property));
  await property.entries(3);
  await again();
  await again();
  await service.publish(keep(property));
  await property.entries(4);
  await settled(service, property);
  expect(await said(service, property.victor)).toHaveLength(3);
  expect(await said(service, property.maya)).toHaveLength(1);
});

test("many tickets that meet in one account are numbered without a gap, and none waits aside", async () => {
  const property = await openProperty(service);
  const all = { ownerId: property.victor };
  await service.publish(...Array.from({ length: 40 }, () => answer(property, all)));
  await property.entries(80);
  await settled(service, property);
  const expected = Array.from({ length: 80 }, (_, n) => `${n + 1} ledger_entry.posted.v1`);
  expect(await said(service, property.victor)).toEqual(expected);
});

test("the board adds up a month of the property's own calendar", async () => {
  const property = await openProperty(service);
  await service.publish(
    answer(property, { at: "2026-10-31T16:00:00.000Z" }), // 1 November, 00:00 in Shanghai
    answer(property, { at: "2026-11-30T15:59:59.999Z", outcome: "dissatisfied", rating: 1 }),
    answer(property, { at: "2026-11-30T16:00:00.000Z" }), // December
    breach(property),
    keep(property),
    keep(property, { lateMs: 60_000 }),
    breach(property, { target: "response", responsibleId: property.maya, mode: "history" }),
  );
  await property.entries(8);
  await eventually(async () => {
    const board = await property.board(november);
    expect(board).toMatchObject({ month: november, timeZone: "Asia/Shanghai", asOf: expect.any(String) });
    expect(board.items).toEqual([
      {
        rank: 1,
        staffId: property.maya,
        staffNumber: "0137",
        name: "美雅",
        nameEn: "Maya",
        points: 0,
        met: 0,
        breached: 0,
        satisfied: 0,
        dissatisfied: 0,
      },
      {
        rank: 2,
        staffId: property.victor,
        staffNumber: "0244",
        name: "维克多",
        nameEn: "Victor",
        points: -2,
        met: 1,
        breached: 1,
        satisfied: 1,
        dissatisfied: 1,
      },
    ]);
  });
});

test("a property's own pack counts from its day on; what happened before keeps the old worth", async () => {
  const property = await openProperty(service);
  const rules = [
    { ruleId: "kept", on: "sla_target.met.v1", subject: "department", points: 0.1 },
    {
      ruleId: "five",
      on: "callback.completed.v1",
      when: { ratingAtLeast: 5 },
      subject: "handler",
      points: 5,
    },
  ];
  const published = await service.call("/v1/policies/score_pack", {
    as: property.manager,
    body: {
      scope: property.propertyId,
      effectiveFrom: "2026-11-20T00:00:00.000Z",
      body: { name: "lakeside", rules },
    },
  });
  expect(published.status).toBe(201);
  await service.publish(
    answer(property, { at: "2026-11-19T04:00:00.000Z" }),
    answer(property, { at: "2026-11-20T04:00:00.000Z" }),
    keep(property, { departmentId: "dep_own", at: "2026-11-21T04:00:00.000Z" }),
  );
  const entries = await property.entries(4);
  const pack = { packId: `pol_score_pack_${property.propertyId}`, packVersion: 1 };
  expect(entries).toMatchObject([
    { account: "dep_own", ruleId: "kept", points: 0.1, ...pack },
    { account: property.victor, ruleId: "five", points: 5, ...pack },
    { packId: "service-basics", packVersion: 1 },
    { packId: "service-basics", packVersion: 1 },
  ]);
});

test("recomputing from the events gives the same bytes, and scores nothing again", async () => {
  const property = await openProperty(service);
  await service.publish(
    answer(property),
    answer(property, { outcome: "dissatisfied" }),
    breach(property),
    keep(property),
  );
  const [entry] = await property.entries(6);
  await service.call(`/v1/ledger/entries/${entry.entryId}/reverse`, {
    as: property.manager,
    body: {
      reason: "Wrong room",
    },
  });
  await property.entries(7);
  await settled(service, property);
  const bytes = async () => {
    const ledger = await service.query(
      "select id, state::text, account, points::text, reverses, occurred_at from scoring.ledger_entry where property_id = $1 order by id",
      [property.propertyId],
    );
    const outcomes = await service.query(
      "select id, state::text, staff_id, what, occurred_at from scoring.outcome where property_id = $1 order by id",
      [property.propertyId],
    );
    return JSON.stringify({ ledger, outcomes, board: (await property.board(november)).items });
  };
  const before = await bytes();
  const posted = () =>
    service.query(
      "select count(*) from scoring.event_archive where topic = 'shouwen.ledger' and position($1 in payload) > 0",
      [property.propertyId],
    );
  const postedBefore = await posted();
  await service.restart({
    asNewGroup: true,
    between: () =>
      service.query(`delete from scoring.ledger_entry; delete from scoring.outcome;
      delete from scoring.inbox where consumer in ('keep-ledger', 'keep-outcomes'); delete from scoring.last_agg_seq`),
  });
  await eventually(async () => expect(await bytes()).toBe(before));
  await settled(service, property);
  expect(await posted()).toEqual(postedBefore);
});

test("a manager takes an entry back, once, and the month is right again", async () => {
  const property = await openProperty(service);
  await service.publish(breach(property));
  const [entry] = await property.entries(1);
  const path = `/v1/ledger/entries/${entry.entryId}/reverse`;
  const reason = "The guest was out";
  const first = await service.call(path, { as: property.manager, body: { reason } });
  expect(first).toMatchObject({
    status: 200,
    body: { by: property.manager.sub, reversal: { reverses: entry.entryId, points: 2, reason } },
  });
  const [reversal, original] = (await property.entries(2)).toSorted((a, b) => b.points - a.points);
  expect(original).toMatchObject({ ...entry, reversedBy: reversal.entryId });
  expect(reversal).toEqual(first.body.reversal);
  const second = await service.call(path, {
    as: property.bearer("stf_ian", "manager"),
    body: { reason: "Once more" },
  });
  expect(second).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:ledger_entry.reversed", reversedBy: reversal.entryId },
  });
  await settled(service, property);
  expect(await said(service, property.victor)).toEqual([
    "1 ledger_entry.posted.v1",
    "2 ledger_entry.reversed.v1",
  ]);
  expect((await property.board(november)).items).toMatchObject([{ points: 0, breached: 1 }]);
  const again = await service.call(`/v1/ledger/entries/${reversal.entryId}/reverse`, {
    as: property.manager,
    body: {
      reason,
    },
  });
  expect(again).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:ledger_entry.is_reversal" },
  });
});

test("why an entry was taken back lies sealed with its customer's key, and nowhere in clear", () =>
  liesSealed(service));

test("those who lead and whose account it is read why an entry was taken back, each time audited; others find it sealed", () =>
  readByWhomItConcerns(service));

test("from an erasure request on nobody reads why an entry was taken back; withdrawn, they read it again", () =>
  readByNobodyWhileErasureIsAskedFor(service));

test("a reason that was damaged is none, and the page beside it is read", () => damagedIsNone(service));

test("managers who take an entry back at one moment take it back once", async () => {
  const property = await openProperty(service);
  await service.publish(breach(property));
  const [entry] = await property.entries(1);
  const answers = await Promise.all(
    ["Wrong room", "Wrong guest", "Wrong day"].map((reason) =>
      service.call(`/v1/ledger/entries/${entry.entryId}/reverse`, { as: property.manager, body: { reason } }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect(await said(service, property.victor)).toHaveLength(2);
});

test("people see the ledger of their own properties, and staff see their own account", async () => {
  const property = await openProperty(service);
  await service.publish(answer(property));
  const [entry] = await property.entries(2);
  const stranger = (await openProperty(service)).manager;
  const { propertyId, maya, victor } = property;
  expect((await service.call(`/v1/ledger?propertyId=${propertyId}`, { as: stranger })).body.items).toEqual(
    [],
  );
  expect(
    (await service.call(`/v1/boards/staff?propertyId=${propertyId}&month=${november}`, { as: stranger }))
      .status,
  ).toBe(404);
  const reverse = await service.call(`/v1/ledger/entries/${entry.entryId}/reverse`, {
    as: stranger,
    body: {
      reason: "Mine",
    },
  });
  expect(reverse.status).toBe(404);
  const own = await service.call("/v1/ledger", { as: property.bearer(victor, "staff") });
  expect(own.body.items).toMatchObject([{ account: victor }]);
  const others = await service.call(`/v1/ledger?account=${maya}`, { as: property.bearer(victor, "staff") });
  expect(others).toMatchObject({ status: 403, body: { type: "urn:shouwen:problem:ledger.others_account" } });
  const byStaff = await service.call(`/v1/ledger/entries/${entry.entryId}/reverse`, {
    as: property.bearer(victor, "supervisor"),
    body: { reason: "Not mine" },
  });
  expect(byStaff.status).toBe(403);
});

test("the database itself shows people the ledger of their own properties only", async () => {
  const property = await openProperty(service);
  await service.publish(answer(property));
  await property.entries(2);
  const { propertyId } = property;
  const seen = async (properties: string) => {
    const [, row] = await service.asPeople(
      `select set_config('shouwen.properties', '${properties}', false)`,
      `select (select count(*) from ledger_entry where property_id = '${propertyId}')
        + (select count(*) from outcome where property_id = '${propertyId}') as count`,
    );
    return Number(row.count);
  };
  expect(await seen("")).toBe(0);
  expect(await seen("prp_elsewhere")).toBe(0);
  expect(await seen(property.propertyId)).toBe(3);
  await expect(service.asPeople("select * from account")).rejects.toThrow("permission denied");
});

test("an account's entries come page by page, the newest first, and a period is cut where it is asked", async () => {
  const property = await openProperty(service);
  const days = [1, 2, 3, 4, 5].map((day) => `2026-11-0${day}T04:00:00.000Z`);
  await service.publish(...days.map((at) => answer(property, { at, ownerId: null })));
  await property.entries(5);
  const page = (query: string) =>
    service.call(`/v1/ledger?account=${property.victor}&${query}`, { as: property.manager });
  const daysOf = ({ body }: Awaited<ReturnType<typeof page>>) =>
    body.items.map(({ occurredAt }: { occurredAt: string }) => occurredAt);
  const first = await page("limit=3");
  const second = await page(`limit=3&cursor=${first.body.next}`);
  expect([...daysOf(first), ...daysOf(second)]).toEqual(days.toReversed());
  expect(second.body.next).toBeNull();
  expect(daysOf(await page(`from=${days[1]}&to=${days[3]}`))).toEqual([days[2], days[1]]);
  expect((await page("cursor=nonsense")).status).toBe(400);
  expect((await page("from=yesterday")).body.errors).toMatchObject([{ field: "from" }]);
});
