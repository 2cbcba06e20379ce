import { eventually } from "@shouwen/test-kit/eventually";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type House, openHouse, openPremises } from "./house.ts";
import {
  damagedIsNone,
  liesSealed,
  readByNobodyWhileErasureIsAskedFor,
  readByWhomItConcerns,
} from "./ledger-words.ts";
import { answer, breach, keep, said, settled } from "./says.ts";

// One house for all: it hears its own topic, on which a second one would number the same accounts again.
let house: House;

beforeAll(async () => {
  house = await openHouse();
  const premises = await openPremises(house);
  await house.hear(keep(premises));
  await premises.entries(1);
});

afterAll(() => house.close());

const november = "2026-11";

test("what a customer says is posted to the owner's and the handler's account", async () => {
  const premises = await openPremises(house);
  await house.hear(answer(premises));
  const entries = await premises.entries(2);
  const posted = entries.map(({ account, ruleId, points }) => [account, ruleId, points]).toSorted();
  expect(posted).toEqual(
    [
      [premises.maya, "satisfied-owner", 1],
      [premises.victor, "satisfied-handler", 2],
    ].toSorted(),
  );
  expect(entries[0]).toMatchObject({ packId: "service-basics", packVersion: 1, reversedBy: null });
});

test("an event that is delivered again is scored once, ever", async () => {
  const premises = await openPremises(house);
  const again = await house.hear(answer(premises), breach(premises));
  await premises.entries(3);
  await again();
  await again();
  await house.hear(keep(premises));
  await premises.entries(4);
  await settled(house, premises);
  expect(await said(house, premises.victor)).toHaveLength(3);
  expect(await said(house, premises.maya)).toHaveLength(1);
});

test("many tickets that meet in one account are numbered without a gap, and none waits aside", async () => {
  const premises = await openPremises(house);
  const all = { ownerId: premises.victor };
  await house.hear(...Array.from({ length: 40 }, () => answer(premises, all)));
  await premises.entries(80);
  await settled(house, premises);
  const expected = Array.from({ length: 80 }, (_, n) => `${n + 1} ledger_entry.posted.v1`);
  expect(await said(house, premises.victor)).toEqual(expected);
});

test("the board adds up a month of the property's own calendar", async () => {
  const premises = await openPremises(house);
  await house.hear(
    answer(premises, { at: "2026-10-31T16:00:00.000Z" }), // 1 November, 00:00 in Shanghai
    answer(premises, { at: "2026-11-30T15:59:59.999Z", outcome: "dissatisfied", rating: 1 }),
    answer(premises, { at: "2026-11-30T16:00:00.000Z" }), // December
    breach(premises),
    keep(premises),
    keep(premises, { lateMs: 60_000 }),
    breach(premises, { target: "response", responsibleId: premises.maya, mode: "history" }),
  );
  await premises.entries(8);
  await eventually(async () => {
    const board = await premises.board(november);
    expect(board).toMatchObject({ month: november, timeZone: "Asia/Shanghai", asOf: expect.any(String) });
    expect(board.items).toEqual([
      {
        rank: 1,
        staffId: premises.maya,
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
        staffId: premises.victor,
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
  const premises = await openPremises(house);
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
  const published = await house.post("/v1/policies/score_pack", premises.manager, {
    scope: premises.propertyId,
    effectiveFrom: "2026-11-20T00:00:00.000Z",
    body: { name: "lakeside", rules },
  });
  expect(published.status).toBe(201);
  await house.hear(
    answer(premises, { at: "2026-11-19T04:00:00.000Z" }),
    answer(premises, { at: "2026-11-20T04:00:00.000Z" }),
    keep(premises, { departmentId: "dep_own", at: "2026-11-21T04:00:00.000Z" }),
  );
  const entries = await premises.entries(4);
  const pack = { packId: `pol_score_pack_${premises.propertyId}`, packVersion: 1 };
  expect(entries).toMatchObject([
    { account: "dep_own", ruleId: "kept", points: 0.1, ...pack },
    { account: premises.victor, ruleId: "five", points: 5, ...pack },
    { packId: "service-basics", packVersion: 1 },
    { packId: "service-basics", packVersion: 1 },
  ]);
});

test("recomputing from the events gives the same bytes, and scores nothing again", async () => {
  const premises = await openPremises(house);
  await house.hear(
    answer(premises),
    answer(premises, { outcome: "dissatisfied" }),
    breach(premises),
    keep(premises),
  );
  const [entry] = await premises.entries(6);
  await house.post(`/v1/ledger/entries/${entry.entryId}/reverse`, premises.manager, { reason: "Wrong room" });
  await premises.entries(7);
  await settled(house, premises);
  const bytes = async () => {
    const ledger = await house.admin(
      "select id, state::text, account, points::text, reverses, occurred_at from scoring.ledger_entry where property_id = $1 order by id",
      [premises.propertyId],
    );
    const outcomes = await house.admin(
      "select id, state::text, staff_id, what, occurred_at from scoring.outcome where property_id = $1 order by id",
      [premises.propertyId],
    );
    return JSON.stringify({ ledger, outcomes, board: (await premises.board(november)).items });
  };
  const before = await bytes();
  const posted = () =>
    house.admin(
      "select count(*) from scoring.event_archive where topic = 'shouwen.ledger' and position($1 in payload) > 0",
      [premises.propertyId],
    );
  const postedBefore = await posted();
  await house.replay(() =>
    house.admin(`delete from scoring.ledger_entry; delete from scoring.outcome;
      delete from scoring.inbox where consumer in ('keep-ledger', 'keep-outcomes'); delete from scoring.last_agg_seq`),
  );
  await eventually(async () => expect(await bytes()).toBe(before));
  await settled(house, premises);
  expect(await posted()).toEqual(postedBefore);
});

test("a manager takes an entry back, once, and the month is right again", async () => {
  const premises = await openPremises(house);
  await house.hear(breach(premises));
  const [entry] = await premises.entries(1);
  const path = `/v1/ledger/entries/${entry.entryId}/reverse`;
  const reason = "The guest was out";
  const first = await house.post(path, premises.manager, { reason });
  expect(first).toMatchObject({
    status: 200,
    body: { by: premises.manager.sub, reversal: { reverses: entry.entryId, points: 2, reason } },
  });
  const [reversal, original] = (await premises.entries(2)).toSorted((a, b) => b.points - a.points);
  expect(original).toMatchObject({ ...entry, reversedBy: reversal.entryId });
  expect(reversal).toEqual(first.body.reversal);
  const second = await house.post(path, premises.bearer("stf_ian", "manager"), { reason: "Once more" });
  expect(second).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:ledger_entry.reversed", reversedBy: reversal.entryId },
  });
  await settled(house, premises);
  expect(await said(house, premises.victor)).toEqual([
    "1 ledger_entry.posted.v1",
    "2 ledger_entry.reversed.v1",
  ]);
  expect((await premises.board(november)).items).toMatchObject([{ points: 0, breached: 1 }]);
  const again = await house.post(`/v1/ledger/entries/${reversal.entryId}/reverse`, premises.manager, {
    reason,
  });
  expect(again).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:ledger_entry.is_reversal" },
  });
});

test("why an entry was taken back lies sealed with its customer's key, and nowhere in clear", () =>
  liesSealed(house));

test("those who lead and whose account it is read why an entry was taken back, each time audited; others find it sealed", () =>
  readByWhomItConcerns(house));

test("from an erasure request on nobody reads why an entry was taken back; withdrawn, they read it again", () =>
  readByNobodyWhileErasureIsAskedFor(house));

test("a reason that was damaged is none, and the page beside it is read", () => damagedIsNone(house));

test("managers who take an entry back at one moment take it back once", async () => {
  const premises = await openPremises(house);
  await house.hear(breach(premises));
  const [entry] = await premises.entries(1);
  const answers = await Promise.all(
    ["Wrong room", "Wrong guest", "Wrong day"].map((reason) =>
      house.post(`/v1/ledger/entries/${entry.entryId}/reverse`, premises.manager, { reason }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect(await said(house, premises.victor)).toHaveLength(2);
});

test("people see the ledger of their own properties, and staff see their own account", async () => {
  const premises = await openPremises(house);
  await house.hear(answer(premises));
  const [entry] = await premises.entries(2);
  const stranger = (await openPremises(house)).manager;
  const { propertyId, maya, victor } = premises;
  expect((await house.get(`/v1/ledger?propertyId=${propertyId}`, stranger)).body.items).toEqual([]);
  expect(
    (await house.get(`/v1/boards/staff?propertyId=${propertyId}&month=${november}`, stranger)).status,
  ).toBe(404);
  const reverse = await house.post(`/v1/ledger/entries/${entry.entryId}/reverse`, stranger, {
    reason: "Mine",
  });
  expect(reverse.status).toBe(404);
  const own = await house.get("/v1/ledger", premises.bearer(victor, "staff"));
  expect(own.body.items).toMatchObject([{ account: victor }]);
  const others = await house.get(`/v1/ledger?account=${maya}`, premises.bearer(victor, "staff"));
  expect(others).toMatchObject({ status: 403, body: { type: "urn:shouwen:problem:ledger.others_account" } });
  const byStaff = await house.post(
    `/v1/ledger/entries/${entry.entryId}/reverse`,
    premises.bearer(victor, "supervisor"),
    { reason: "Not mine" },
  );
  expect(byStaff.status).toBe(403);
});

test("the database itself shows people the ledger of their own properties only", async () => {
  const premises = await openPremises(house);
  await house.hear(answer(premises));
  await premises.entries(2);
  const people = new pg.Client({ connectionString: house.peopleUrl });
  await people.connect();
  onTestFinished(() => people.end());
  const seen = async (properties: string) => {
    await people.query("select set_config('shouwen.properties', $1, false)", [properties]);
    const { rows } = await people.query(
      "select id from ledger_entry where property_id = $1 union all select id from outcome where property_id = $1",
      [premises.propertyId],
    );
    return rows.length;
  };
  expect(await seen("")).toBe(0);
  expect(await seen("prp_elsewhere")).toBe(0);
  expect(await seen(premises.propertyId)).toBe(3);
  await expect(people.query("select * from account")).rejects.toThrow("permission denied");
});

test("an account's entries come page by page, the newest first, and a period is cut where it is asked", async () => {
  const premises = await openPremises(house);
  const days = [1, 2, 3, 4, 5].map((day) => `2026-11-0${day}T04:00:00.000Z`);
  await house.hear(...days.map((at) => answer(premises, { at, ownerId: null })));
  await premises.entries(5);
  const page = (query: string) =>
    house.get(`/v1/ledger?account=${premises.victor}&${query}`, premises.manager);
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
