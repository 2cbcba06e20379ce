import { randomUUID } from "node:crypto";
import { eventually } from "@shouwen/test-kit/eventually";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact } from "./facts.ts";
import { type Bearer, type House, openHouse } from "./house.ts";

let house: House;
const own = randomUUID().slice(0, 8);
const here = `prp_${own}`;
const elsewhere = `prp_${own}_elsewhere`;
const desk: Bearer = { sub: `stf_${own}_maya`, roles: ["agent"], properties: [here] };
const others: Bearer = { ...desk, properties: [elsewhere] };
const group: Bearer = { ...desk, properties: ["*"] };

const began = Date.now();
/** Some minutes ago, the later ones nearer. */
const minute = (n: number) => new Date(began - (10 - n) * 60_000).toISOString();
const named = (name: string, at: number, overrides: Partial<Parameters<typeof aRequest>[0]>) =>
  [
    name,
    aRequest({ propertyId: here, receivedAt: minute(at), occurredAt: minute(at), ...overrides }),
  ] as const;

const asked = new Map([
  named("tap", 1, { summary: "浴室水龙头漏水", place: "1203", category: "engineering/plumbing/leak" }),
  named("air", 2, { summary: "空调不制冷", place: "1203房", category: "engineering/hvac", priority: "high" }),
  named("bill", 3, {
    summary: "Wrong minibar charge",
    place: null,
    kind: "complaint",
    category: "frontdesk/bill",
  }),
  named("roof", 4, { summary: "天台漏水，水往下滴", place: "Ｂ栋１２层", category: "engineering/plumbing" }),
  named("odd", 5, {
    summary: "100% cotton_towels (2)",
    place: "12-03",
    kind: "service",
    category: "housekeeping",
  }),
  named("theirs", 6, { propertyId: elsewhere, summary: "浴室水龙头漏水", place: "1203" }),
]);
const nameOf = new Map([...asked].map(([name, { ticketId }]) => [ticketId, name]));

beforeAll(async () => {
  house = await openHouse(desk);
  for (const propertyId of [here, elsewhere]) await house.hear(aProperty({ propertyId }));
  for (const request of asked.values()) await house.hear(aRequestFact(request));
  await eventually(async () =>
    expect(
      await house.query("select 1 from ticket where property_id = any($1)", [[here, elsewhere]]),
    ).toHaveLength(asked.size),
  );
});

afterAll(() => house.close());

type Item = { ticketId: string; number: string };

const list = async (query: Record<string, string>, as = desk) => {
  const { status, body } = await house.call(`/v1/tickets?${new URLSearchParams(query)}`, { as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { items: Item[]; next: string | null };
};
const found = async (query: Record<string, string>, as = desk): Promise<string[]> =>
  (await list(query, as)).items.map(({ ticketId }) => nameOf.get(ticketId) ?? "?");

/** What the function in the database answers somebody of these properties. */
const searched = async (properties: readonly string[], wanted: object): Promise<string[]> => {
  const people = new pg.Client({ connectionString: house.peopleUrl });
  await people.connect();
  try {
    await people.query("select set_config('shouwen.properties', $1, false)", [properties.join(",")]);
    const asking = JSON.stringify({ order: "received", limit: 9, ...wanted });
    const { rows } = await people.query<{ id: string }>("select id from find_tickets($1::jsonb)", [asking]);
    return rows.map(({ id }) => nameOf.get(id) ?? "?");
  } finally {
    await people.end();
  }
};

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

test("a ticket is found by its number as people say it, at its own property only", async () => {
  const { number } = (await house.call(`/v1/tickets/${asked.get("bill")?.ticketId}`)).body;
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
  const people = new pg.Client({ connectionString: house.peopleUrl });
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
    for (const newest of [0, 6_000]) expect(await searched(properties, { ...wanted, newest })).toEqual(names);
});

test("a ticket whose priority has changed is found by its new one, through the index of words too", async () => {
  const ticketId = asked.get("bill")?.ticketId;
  const wanted = { words: ["minibar"], columns: { priority: ["critical"] } };
  expect(await searched([here], { ...wanted, newest: 0 })).toEqual([]);
  await house.query("update ticket set priority = 'critical' where id = $1", [ticketId]);
  for (const newest of [0, 6_000]) expect(await searched([here], { ...wanted, newest })).toEqual(["bill"]);
});

test("a customer's tickets are found", async () => {
  const request = aRequest({ propertyId: here, profileId: `pro_${own}` });
  await house.hear(aRequestFact(request));
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
    const { status, body } = await house.call(`/v1/tickets?${new URLSearchParams({ [field]: value })}`);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(field)]);
  }
});
