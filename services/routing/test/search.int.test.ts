import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact } from "./facts.ts";
import { asked, elsewhere, here, minute, nameOf, own } from "./searched-tickets.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const desk: Bearer = { sub: `stf_${own}_maya`, roles: ["agent"], properties: [here] };
const others: Bearer = { ...desk, properties: [elsewhere] };
const group: Bearer = { ...desk, properties: ["*"] };

beforeAll(async () => {
  service = await openService(desk);
  for (const propertyId of [here, elsewhere]) await service.publish(aProperty({ propertyId }));
  for (const request of asked.values()) await service.publish(aRequestFact(request));
  await eventually(async () =>
    expect(
      await service.query("select 1 from ticket where property_id = any($1)", [[here, elsewhere]]),
    ).toHaveLength(asked.size),
  );
});

afterAll(() => service.close());

type Item = { ticketId: string; number: string };

const list = async (query: Record<string, string>, as = desk) => {
  const { status, body } = await service.call(`/v1/tickets?${new URLSearchParams(query)}`, { as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { items: Item[]; next: string | null };
};
const found = async (query: Record<string, string>, as = desk): Promise<string[]> =>
  (await list(query, as)).items.map(({ ticketId }) => nameOf.get(ticketId) ?? "?");

/** Looking through the newest; the index by blocks; by weeks; each week looked through from its end. */
const paths = [{ newest: 600 }, { newest: 0 }, { newest: 0, few: 1 }, { newest: 0, few: 0 }];

/** The ids that the function in the database answers somebody of these properties. */
const askedFor = async (properties: readonly string[], wanted: object): Promise<string[]> => {
  const people = new pg.Client({ connectionString: service.peopleUrl });
  await people.connect();
  try {
    await people.query("select set_config('shouwen.properties', $1, false)", [properties.join(",")]);
    const asking = JSON.stringify({ order: "received", limit: 9, ...wanted });
    const { rows } = await people.query<{ id: string }>("select id from find_tickets($1::jsonb)", [asking]);
    return rows.map(({ id }) => id);
  } finally {
    await people.end();
  }
};

const searched = async (properties: readonly string[], wanted: object): Promise<string[]> =>
  (await askedFor(properties, wanted)).map((id) => nameOf.get(id) ?? "?");

test.each([
  ["水", ["roof", "tap"]],
  ["漏水", ["roof", "tap"]],
  ["水龙头", ["tap"]],
  ["头漏", ["tap"]],
  ["制", ["air"]],
  ["龙漏", []],
  ["1203 空调", ["air"]],
  ["漏水 天台", ["roof"]],
  ["minibar", ["bill"]],
  ["MINIBAR wrong", ["bill"]],
  ["b栋12层", ["roof"]],
  ["cotton_towels", ["odd"]],
  ["100%", ["odd"]],
  ["%", []],
  ["'); drop table ticket; --", []],
])(
  "tickets are found by words of summary and place, in Chinese from one character on: %s",
  async (q, names) => expect(await found({ q })).toEqual(names),
);

test.each([
  ["1203房", ["air", "tap"]],
  ["1203房间", ["air", "tap"]],
  ["1203空调", ["air"]],
  ["空调1203", ["air"]],
  ["12层漏水", ["roof"]],
])("a room is found with its word, and a number that is glued to words: %s", async (q, names) =>
  expect(await found({ q })).toEqual(names),
);

test("a number is found where it is glued to Chinese words", async () => {
  const { number } = (await service.call(`/v1/tickets/${asked.get("bill")?.ticketId}`)).body;
  for (const q of [`工单${number}`, `${number}的`, `查一下${number}的进度`, `工单${number.slice(1)}`])
    expect(await found({ q })).toContain("bill");
});

test("a ticket is found by its number as people say it, at its own property only", async () => {
  const { number } = (await service.call(`/v1/tickets/${asked.get("bill")?.ticketId}`)).body;
  const digits = number.slice(1).replace("-", "");
  const count = String(Number(number.slice(4)));
  for (const q of [
    number,
    number.toLowerCase(),
    digits,
    `编号 ${number}`,
    `${number.slice(1, 3)} ${number.slice(4)}`,
  ])
    expect(await found({ q })).toContain("bill");
  expect(await found({ q: count })).toContain("bill");
  expect(await found({ q: number }, others)).not.toContain("bill");
});

test("the digits that messages told before tickets were counted still find the ticket", async () => {
  const ticketId = asked.get("air")?.ticketId ?? "";
  expect(await found({ q: ticketId.slice(-8).toUpperCase() })).toEqual(["air"]);
  expect(await found({ q: `编号 ${ticketId.slice(-8)}` })).toEqual(["air"]);
});

test("people find tickets of their own properties and no others", async () => {
  expect(await found({ q: "漏水" }, others)).toEqual(["theirs"]);
  expect(await found({ q: "漏水", propertyId: elsewhere })).toEqual([]);
  expect(await found({ q: "漏水" }, { ...desk, properties: [] })).toEqual([]);
  // The group has the tickets of every test on these topics: a page of the usual length may hold others' only.
  const inGroup = await found({ q: "水龙头", limit: "200" }, group);
  expect(inGroup).toEqual(expect.arrayContaining(["theirs", "tap"]));
  expect(await found({ q: "水龙头" }, { ...desk, properties: [here, elsewhere] })).toEqual(["theirs", "tap"]);
});

test("the database itself finds nothing for whoever has no properties", async () => {
  const people = new pg.Client({ connectionString: service.peopleUrl });
  await people.connect();
  try {
    const ask = `select id from find_tickets('{"words": ["漏水"], "order": "received", "limit": 9}')`;
    expect((await people.query(ask)).rows).toEqual([]);
    await people.query("select set_config('shouwen.properties', 'prp_nowhere', false)");
    expect((await people.query(ask)).rows).toEqual([]);
    await people.query("select set_config('shouwen.properties', $1, false)", [here]);
    expect((await people.query(ask)).rows).toHaveLength(2);
    await expect(people.query("select from ticket_text")).rejects.toThrow(/permission denied/);
  } finally {
    await people.end();
  }
});

test.each([
  [{ place: "1203" }, ["air", "tap"]],
  [{ place: "12" }, ["odd", "roof", "air", "tap"]],
  [{ place: "漏水" }, []],
  [{ category: "engineering" }, ["roof", "air", "tap"]],
  [{ category: "engineering/plumbing" }, ["roof", "tap"]],
  [{ priority: "high" }, ["air"]],
  [{ kind: "complaint,service" }, ["odd", "bill"]],
  [{ status: "queued,offered", kind: "complaint" }, ["bill"]],
  [{ status: "closed,cancelled" }, []],
  [{ receivedFrom: minute(2), receivedTo: minute(4) }, ["bill", "air"]],
  [{ q: "漏水", category: "engineering/plumbing/leak" }, ["tap"]],
  [{ q: "漏水", receivedFrom: minute(2) }, ["roof"]],
  [{ q: "12", kind: "repair", status: "queued,waiting" }, ["roof", "air", "tap"]],
  [{ place: "1203", priority: "high", q: "空" }, ["air"]],
] as [Record<string, string>, string[]][])("filters hold together: %j", async (query, names) =>
  expect(await found({ propertyId: here, ...query })).toEqual(names),
);

test.each([
  [{ words: ["漏水"] }, ["roof", "tap"]],
  [{ words: ["头漏"] }, ["tap"]],
  [{ words: ["龙漏"] }, []],
  [{ words: ["水"], columns: { kind: ["repair"], status: ["queued", "waiting"] } }, ["roof", "tap"]],
  [{ words: ["水"], columns: { kind: ["complaint"] } }, []],
  [{ words: ["漏水"], category: "engineering/plumbing" }, ["roof", "tap"]],
  [{ words: ["漏水"], category: "engineering/plumbing/leak" }, ["tap"]],
  [{ words: ["漏水"], category: "engineering/plum" }, []],
  [{ placeWords: ["1203"], columns: { priority: ["high"] } }, ["air"]],
  [{ words: ["漏水"], category: "a' | \\'b" }, []],
])("the index of words finds what looking through the newest finds: %j", async (wanted, names) => {
  for (const properties of [[here], [here, `${here}_none`]])
    for (const path of paths) expect(await searched(properties, { ...wanted, ...path })).toEqual(names);
});

test.each([
  [{ words: ["水"], columns: { status: ["closed", "cancelled"] } }, ["roof"]],
  [{ words: ["水"], columns: { status: ["queued", "waiting"] } }, ["tap"]],
  [{ words: ["水"], columns: { owner_id: [`stf_${own}_o`] } }, ["roof"]],
  [{ words: ["水"], columns: { worker_id: [`stf_${own}_h`] } }, ["roof"]],
  [{ words: ["漏"], columns: { team_id: [`tea_${own}`] } }, ["roof", "tap"]],
  [{ words: ["水"], customerWrote: true }, ["tap"]],
  [{ words: ["水"], dueFrom: minute(0), dueTo: minute(100_000) }, ["tap"]],
  [{ words: ["水"], order: "due" }, ["tap"]],
])(
  "what has ended is found by who did it, what is open by what it is now, on every path: %j",
  async (wanted, names) => {
    const set = (columns: string, name: string) =>
      service.query(`update ticket set ${columns} where id = $1`, [asked.get(name)?.ticketId]);
    await set(`team_id = 'tea_${own}', customer_wrote_at = now()`, "tap");
    await set(
      `status = 'closed', closed_at = now(), owner_id = 'stf_${own}_o', handler_id = 'stf_${own}_h', worker_id = 'stf_${own}_h', team_id = 'tea_${own}'`,
      "roof",
    );
    try {
      for (const path of paths) expect(await searched([here], { ...wanted, ...path })).toEqual(names);
    } finally {
      await set(
        "status = 'queued', closed_at = null, owner_id = null, handler_id = null, worker_id = null, team_id = null",
        "roof",
      );
      await set("team_id = null, customer_wrote_at = null", "tap");
    }
  },
);

test("whoever has more properties than are named to the index finds the same", async () => {
  const many = [here, ...Array.from({ length: 60 }, (_, n) => `${here}_${n}`)];
  const wanted = { words: ["水"], columns: { status: ["queued", "offered"] } };
  for (const path of paths) expect(await searched(many, { ...wanted, ...path })).toEqual(["roof", "tap"]);
});

test("words that stand all over the years, often at one time, are found in order on every path", async () => {
  const tap = asked.get("tap")?.ticketId;
  await service.query(
    `insert into ticket select copy.* from ticket t
     cross join lateral (select 'tic_${own}_' || n as id,
       t.received_at - case when n < 40 then interval '300 days' + n * interval '1 hour' else n * interval '15 days' end as at
       from generate_series(1, 80) n) other
     cross join lateral jsonb_populate_record(t, jsonb_build_object('id', other.id, 'number', other.id,
       'received_at', other.at, 'state', t.state || jsonb_build_object('summary', '月光花园 203', 'place', '203'))) copy
     where t.id = $1`,
    [tap],
  );
  const rows = await service.query<{ id: string; received_at: string }>(
    `select id, received_at::text from ticket where id like 'tic_${own}_%' order by received_at desc, id desc`,
  );
  expect(rows).toHaveLength(80);
  const ids = rows.map(({ id }) => id);
  for (const path of [...paths, { newest: 0, few: 9 }])
    for (const wanted of [
      { words: ["月光"] },
      { words: ["203"] },
      { placeWords: ["20"], columns: { kind: ["repair"] } },
    ]) {
      const asking = { propertyId: here, ...wanted, ...path };
      const first = (await askedFor([here], { ...asking, limit: 50 })).filter((id) => ids.includes(id));
      const at = rows[ids.indexOf(first.at(-1) ?? "")]?.received_at;
      const rest = await askedFor([here], { ...asking, limit: 50, afterAt: at, afterId: first.at(-1) });
      expect([...first, ...rest.filter((id) => ids.includes(id))], JSON.stringify(asking)).toEqual(ids);
    }
  await service.query(`delete from ticket where id like 'tic_${own}_%'`);
  await service.query(`delete from ticket_text where id like 'tic_${own}_%'`);
});

test("a ticket whose priority has changed is found by its new one, through the index of words too", async () => {
  const ticketId = asked.get("bill")?.ticketId;
  const wanted = { words: ["minibar"], columns: { priority: ["critical"] } };
  expect(await searched([here], { ...wanted, newest: 0 })).toEqual([]);
  await service.query("update ticket set priority = 'critical' where id = $1", [ticketId]);
  for (const path of paths) expect(await searched([here], { ...wanted, ...path })).toEqual(["bill"]);
});

test("a customer's tickets are found", async () => {
  const request = aRequest({ propertyId: here, profileId: `pro_${own}` });
  await service.publish(aRequestFact(request));
  await eventually(async () =>
    expect((await list({ profileId: `pro_${own}` })).items.map(({ ticketId }) => ticketId)).toEqual([
      request.ticketId,
    ]),
  );
});

test("what is due in a time is found, with words too", async () => {
  const { items } = await list({ q: "漏水", order: "due" });
  expect(items).toHaveLength(2);
  const dueAt = (items[0] as Item & { targets: { state: string; dueAt: string }[] }).targets
    .filter(({ state }) => state === "running")
    .map((target) => target.dueAt)
    .toSorted()[0] as string;
  const first = nameOf.get(items[0]?.ticketId ?? "") as string;
  const justAfter = new Date(Date.parse(dueAt) + 1).toISOString();
  expect(await found({ q: "漏水", dueFrom: dueAt, dueTo: justAfter })).toEqual([first]);
  expect(await found({ propertyId: here, dueFrom: dueAt, dueTo: justAfter })).toContain(first);
  expect(await found({ propertyId: here, dueTo: dueAt })).not.toContain(first);
});

test("what is found comes in pages that follow one another without a gap and without a double", async () => {
  for (const query of [
    { q: "12" },
    { q: "12", order: "due" },
    { place: "12" },
    { q: "漏水", kind: "repair" },
  ]) {
    const whole = await found({ propertyId: here, ...query });
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { items: Item[]; next: string | null } = await list({
        propertyId: here,
        ...query,
        limit: "1",
        ...(cursor === "" ? {} : { cursor }),
      });
      paged.push(...page.items.map(({ ticketId }) => nameOf.get(ticketId) ?? "?"));
      cursor = page.next;
    }
    expect(paged).toEqual(whole);
  }
});

test("a filter that names nothing there is is answered with its field", async () => {
  for (const [field, value] of [
    ["status", "queued,lost"],
    ["priority", "soon"],
    ["receivedFrom", "yesterday"],
    ["q", ""],
  ] as const) {
    const { status, body } = await service.call(`/v1/tickets?${new URLSearchParams({ [field]: value })}`);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(field)]);
  }
});
