import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin, maya, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService({ IMPORT_MAX_BYTES: String(8 * 1024 * 1024) });
  await service.know(
    aProperty({
      propertyId: "prp_sf311",
      purpose: "history",
      language: "en",
      countryCode: "US",
      timeZone: "America/Los_Angeles",
    }),
    aProperty({ propertyId: "prp_riverside" }),
  );
});

afterAll(() => service.close());

const csv = { "content-type": "text/csv" };

const send = (raw: string | Uint8Array<ArrayBuffer>, query: string, headers: Record<string, string> = csv) =>
  service.call(`/v1/imports?${query}`, { as: admin, raw, headers });

const live = "mapping=shouwen&propertyId=prp_lakeside";

const requestsOf = (system: string) =>
  service.query<{ id: string; data: Record<string, unknown> }>(
    "select id, data from request where source_system = $1 order by source_id",
    [system],
  );

test("rows become requests once, whatever is sent again; bad rows are named by line and field", async () => {
  const file = [
    "external_id,channel,kind,contact,words,place",
    'a1,phone,repair,13800138000,"空调\n不制冷",1203',
    "a2,pigeon,repair,,,1204",
    ",phone,repair,,,1205",
    "a4,phone,wish,,,1206",
    "a5,web_form,inquiry,,What time is breakfast?,",
    "a5,web_form,inquiry,,What time is breakfast?,",
    "a7,phone",
  ].join("\n");
  const first = await send(file, `${live}&id=imp_first&name=rows.csv`);
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    importId: "imp_first",
    status: "done",
    total: 7,
    accepted: 2,
    repeated: 1,
    rejected: 4,
  });
  const page = await service.call("/v1/imports/imp_first/errors?limit=3");
  expect(page.body.items).toEqual([
    { line: 4, field: "channel", message: expect.any(String) },
    { line: 5, field: "externalId", message: "is missing" },
    { line: 6, field: "kind", message: expect.any(String) },
  ]);
  const rest = await service.call(`/v1/imports/imp_first/errors?limit=3&cursor=${page.body.next}`);
  expect(rest.body).toMatchObject({ items: [{ line: 9, field: "(row)" }], next: null });

  const again = await send(file, live);
  expect(again.body).toMatchObject({ total: 7, accepted: 0, repeated: 3, rejected: 4 });
  expect(await requestsOf("shouwen-import")).toHaveLength(2);
});

test("a file that broke off is sent again under its id, and the figures are of the whole", async () => {
  const rows = Array.from({ length: 40 }, (_, n) => `b${String(n).padStart(2, "0")},phone`);
  await send(["external_id,channel", ...rows.slice(0, 15)].join("\n"), `${live}&id=imp_broken`);
  const whole = await send(["external_id,channel", ...rows].join("\n"), `${live}&id=imp_broken`);
  expect(whole.body).toMatchObject({ attempt: 2, total: 40, accepted: 40, repeated: 0 });
});

test("NDJSON goes the same way", async () => {
  const lines = [{ external_id: "n1", channel: "app", place: 1203 }, { external_id: "n2" }].map((row) =>
    JSON.stringify(row),
  );
  const { body } = await send(lines.join("\n"), live, { "content-type": "application/x-ndjson" });
  expect(body).toMatchObject({ total: 2, accepted: 2 });
});

test("a file that cannot be right is refused before its first row", async () => {
  const before = await service.query("select 1 from import");
  const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0x0a]);
  const refused = [
    await send(picture, live),
    await send("", live),
    await send("1,2,3\n4,5,6\n", live),
    await send("external_id\nx\n", "mapping=sf311"),
  ];
  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  expect(refused[2]?.body).toMatchObject({
    type: "urn:shouwen:problem:import.wrong_header",
    missing: ["external_id"],
  });
  expect(await service.query("select 1 from import")).toHaveLength(before.length);
});

test("a file that is too large is refused, and so is another media type", async () => {
  const row = `x,${"y".repeat(1_000)}\n`;
  expect((await send(`external_id,place\n${row.repeat(9_000)}`, `${live}&id=imp_large`)).status).toBe(413);
  const { body } = await service.call("/v1/imports/imp_large");
  expect(body).toMatchObject({ status: "failed", reason: "too_large" });
  expect((await send("{}", live, { "content-type": "application/json" })).status).toBe(415);
});

test("the past goes into a property of its own, and nowhere else", async () => {
  expect((await send("external_id\nx\n", `${live}&history=true`)).body.type).toBe(
    "urn:shouwen:problem:property.live",
  );
  const past = await send("external_id\nx\n", "mapping=shouwen&propertyId=prp_sf311");
  expect(past.body.type).toBe("urn:shouwen:problem:property.history_only");
  expect((await send("external_id\nx\n", "mapping=shouwen&propertyId=prp_none")).status).toBe(404);
  expect((await send("external_id\nx\n", "mapping=none")).status).toBe(404);
});

test("an import is seen by people of its property, and started by those who may", async () => {
  await send("external_id\nr1\n", "mapping=shouwen&propertyId=prp_riverside&id=imp_river");
  expect((await service.call("/v1/imports/imp_river")).status).toBe(404);
  expect((await service.call("/v1/imports/imp_river/errors")).status).toBe(404);
  const refused = await service.call(`/v1/imports?${live}`, {
    as: maya,
    raw: "external_id\nx\n",
    headers: csv,
  });
  expect(refused.status).toBe(403);
  expect((await send("external_id\nx\n", `${live}&id=imp_river`)).status).toBe(409);
});

test("the mappings that ship are listed with their columns", async () => {
  const { body } = await service.call("/v1/imports/mappings");
  expect(body.items.map(({ name }: { name: string }) => name).toSorted()).toEqual([
    "helpdesk-italy",
    "sf311",
    "shouwen",
  ]);
});

const sanFrancisco = join(import.meta.dirname, "../../../../shared/data/sf311/311_service_requests.csv");

test.skipIf(!existsSync(sanFrancisco))(
  "San Francisco's 10,000 service requests go in once (skipped where ../shared/data is absent)",
  async () => {
    const file = readFileSync(sanFrancisco);
    const first = await send(new Uint8Array(file), "mapping=sf311&id=imp_sf");
    expect(first.body).toMatchObject({
      total: 10_000,
      accepted: 10_000,
      repeated: 0,
      rejected: 0,
      mode: "history",
    });
    const again = await send(new Uint8Array(file), "mapping=sf311");
    expect(again.body).toMatchObject({ total: 10_000, accepted: 0, repeated: 10_000 });
    const requests = await requestsOf("sf311");
    const pasts = requests.map(
      ({ data }) => data as { history: { closedAt: string } | null; receivedAt: string },
    );
    expect(pasts).toHaveLength(10_000);
    expect(pasts.filter(({ history }) => history === null)).toHaveLength(370);
    expect(pasts.filter(({ history, receivedAt }) => history && history.closedAt < receivedAt)).toHaveLength(
      17,
    );
    const sample = requests.find(
      ({ data }) => (data.source as { externalId: string }).externalId === "6078653",
    );
    expect(sample?.data).toMatchObject({
      category: "Sewer Issues/Odor/Odor From_catch_basin",
      channel: "web_form",
      receivedAt: "2016-07-13T22:11:07.000Z",
      history: { closedAt: "2016-07-14T19:13:22.000Z", note: null },
      profileId: null,
    });
  },
  180_000, // 5 s on a machine of its own
);

test("an event log becomes one request a case, with its steps; people stand in it as ids, notes are sealed", async () => {
  await service.know(aProperty({ propertyId: "prp_helpdesk_italy", purpose: "history", countryCode: "IT" }));
  const log = [
    "case_id,seq,activity,resource,timestamp",
    "Case1,0,Assign seriousness,Value 1,2012-10-09T14:50:17.000+03:00",
    "Case2,0,Insert ticket,Value 7,2012-10-09T15:00:00.000+03:00",
    "Case1,1,Take in charge ticket,Value 2,2012-10-12T15:02:56.000+03:00",
    "Case1,2,Go for lunch,Value 2,2012-10-12T15:03:00.000+03:00",
    "Case1,3,Closed,Value 2,0012-10-10T00:00:00.000+03:00",
    "Case1,4,Resolve ticket,Value 1,2012-10-25T11:54:26.000+03:00",
  ].join("\n");
  const sent = await send(log, "mapping=helpdesk-italy&history=true&id=imp_log");
  expect(sent.body).toMatchObject({ status: "done", total: 6, accepted: 4, repeated: 0, rejected: 2 });
  const { body } = await service.call("/v1/imports/imp_log/errors", { as: admin });
  expect(body.items.map(({ line, field }: { line: number; field: string }) => [line, field])).toEqual([
    [5, "activity"],
    [6, "at"],
  ]);

  const [first, second] = (await requestsOf("helpdesk-italy")).map(({ data }) => data);
  const life = first?.life as { did: string; at: string; by: string; note: string | null }[];
  expect(life.map(({ did, at }) => [did, at])).toEqual([
    ["reprioritised", "2012-10-09T11:50:17.000Z"],
    ["accepted", "2012-10-12T12:02:56.000Z"],
    ["resolved", "2012-10-25T08:54:26.000Z"],
  ]);
  expect(life[0]?.by).toMatch(/^stf_[A-Za-z0-9_-]{32}$/);
  expect(life[2]?.by).toBe(life[0]?.by);
  expect(life[1]?.by).not.toBe(life[0]?.by);
  expect(first).toMatchObject({ mode: "history", takenBy: life[0]?.by, history: null });
  expect(second).toMatchObject({ life: [{ did: "noted", note: expect.stringMatching(/^sealed:v1:req_/) }] });
  expect(JSON.stringify([first, second])).not.toMatch(/Value|Insert ticket/);

  const again = await send(log, "mapping=helpdesk-italy&history=true&id=imp_log_again");
  expect(again.body).toMatchObject({ total: 6, accepted: 0, repeated: 4, rejected: 2 });

  const mended = log.replace("Go for lunch", "Wait");
  const sentMended = await send(mended, "mapping=helpdesk-italy&history=true&id=imp_log_mended");
  expect(sentMended.body).toMatchObject({ total: 6, accepted: 0, repeated: 1, rejected: 5 });
  const { body: wrong } = await service.call("/v1/imports/imp_log_mended/errors", { as: admin });
  expect(wrong.items).toContainEqual({
    line: 2,
    field: "(row)",
    message: "is in already, with other steps: it stays as it was recorded",
  });
});

test("the API document says that an import takes a file as its body, of CSV or NDJSON", async () => {
  const { body } = await service.call("/openapi.json");
  const { content } = body.paths["/v1/imports"].post.requestBody;
  expect(Object.keys(content).toSorted()).toEqual(["application/x-ndjson", "text/csv"]);
  for (const one of Object.values<{ schema: object }>(content))
    expect(one.schema).toMatchObject({
      type: "string",
      description: expect.stringContaining("The file itself"),
    });
});
