import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const mappings = mkdtempSync(join(tmpdir(), "shouwen-mappings-"));
const inMappings = (name: string) => join(mappings, name);

beforeAll(async () => {
  cpSync(join(import.meta.dirname, "..", "mappings"), mappings, { recursive: true });
  writeFileSync(inMappings("torn.yaml"), "name: torn\ntitle: [");
  service = await openService({ MAPPINGS_FOLDER: mappings });
  await service.know(aProperty({ propertyId: "prp_riverside" }));
});

afterAll(async () => {
  await service.close();
  rmSync(mappings, { recursive: true });
});

const csv = { "content-type": "text/csv" };
const live = "mapping=shouwen&propertyId=prp_lakeside";

const send = (raw: string, query: string) =>
  service.call(`/v1/imports?${query}`, { as: admin, raw, headers: csv });
const errorsOf = async (id: string) =>
  (await service.call(`/v1/imports/${id}/errors?limit=200`, { as: admin })).body.items;
const contactsOf = async (id: string) =>
  service.query<{ source_id: string; contact_kind: string; profile_id: string }>(
    "select source_id, contact_kind, profile_id from request where import_id = $1 order by source_id",
    [id],
  );

test("of two rows with one external id and other content the second is rejected by its line, the same is there", async () => {
  const file = [
    "external_id,channel,place",
    "d1,phone,1203",
    "d1,phone,1204",
    "d1,phone,1203",
    "d2,phone,1205",
  ].join("\n");
  const first = await send(file, `${live}&id=imp_twice_said`);
  expect(first.body).toMatchObject({ total: 4, accepted: 2, repeated: 1, rejected: 1 });
  expect(await errorsOf("imp_twice_said")).toEqual([
    { line: 3, field: "(row)", message: expect.stringContaining("stands for other content already") },
  ]);
  const again = await send(file, live);
  expect(again.body).toMatchObject({ total: 4, accepted: 0, repeated: 3, rejected: 1 });
});

test("a phone number that went through a spreadsheet is read, a rounded one is rejected by its line", async () => {
  const file = [
    "external_id,channel,contact",
    "p1,phone,13800138204",
    "p2,phone,13800138204.0",
    "p3,phone,'13800138204",
    'p4,phone,="13800138204"',
    'p5,phone,"=""13800138204"""',
    "p6,phone,1.38E+10",
  ].join("\n");
  const { body } = await send(file, `${live}&id=imp_phones`);
  expect(body).toMatchObject({ total: 6, accepted: 5, rejected: 1 });
  const rows = await contactsOf("imp_phones");
  expect(new Set(rows.map(({ contact_kind }) => contact_kind))).toEqual(new Set(["phone"]));
  expect(new Set(rows.map(({ profile_id }) => profile_id)).size).toBe(1);
  expect(await errorsOf("imp_phones")).toEqual([
    { line: 7, field: "contact", message: expect.stringContaining('"1.38E+10" was rounded') },
  ]);
});

test("a moment that nobody can mean is rejected by line and field", async () => {
  const file = [
    "external_id,occurred_at,reply_by",
    "m1,0026-11-22,",
    "m2,2026-11-22T08:05:00+99:99,",
    "m3,2026-11-22T08:05:00+08,9999-12-31T15:59:59Z",
  ].join("\n");
  const { body } = await send(file, `${live}&id=imp_moments`);
  expect(body).toMatchObject({ total: 3, accepted: 0, rejected: 3 });
  expect(
    (await errorsOf("imp_moments")).map(({ line, field }: Record<string, unknown>) => [line, field]),
  ).toEqual([
    [2, "occurredAt"],
    [3, "occurredAt"],
    [4, "replyBy"],
  ]);
});

test("an import stops after 10,000 rows that cannot be read, and says so", async () => {
  const file = `external_id,place\ngood,1203\n${'"a"b\n'.repeat(600_000)}`;
  const { status, body } = await send(file, `${live}&id=imp_wrong`);
  expect(status).toBe(422);
  expect(body).toMatchObject({ type: "urn:shouwen:problem:import.too_many_errors", most: 10_000 });
  const { body: told } = await service.call("/v1/imports/imp_wrong", { as: admin });
  expect(told).toMatchObject({
    status: "failed",
    reason: "too_many_errors",
    total: 10_001,
    accepted: 1,
    rejected: 10_000,
  });
  expect((await errorsOf("imp_wrong"))[0]).toMatchObject({ line: 3, field: "(row)" });
});

/** How many requests of people, one after the other, are answered while a file is sent and read. */
const answeredBeside = async (file: string): Promise<number> => {
  let isRead = false;
  const reading = send(file, live).finally(() => {
    isRead = true;
  });
  let answered = 0;
  for (; !isRead; answered++) {
    const body = { propertyId: "prp_lakeside", channel: "phone", place: String(answered) };
    expect((await service.call("/v1/requests", { body })).status).toBe(202);
  }
  await reading;
  return answered;
};

// How long they wait is measured by `npx shouwen bench imports`.
test("people are answered all the while that a file is read, be it good or not", async () => {
  const unreadable = `external_id,place\n${'"a"b\n'.repeat(600_000)}`;
  const good = Array.from({ length: 2_000 }, (_, n) => `busy-${n},phone,139${String(n).padStart(8, "0")}\n`);
  expect(await answeredBeside(unreadable)).toBeGreaterThan(5);
  // While people are served a file takes sixteen rows at a time, and rests.
  expect(await answeredBeside(`external_id,channel,contact\n${good.join("")}`)).toBeGreaterThan(2_000 / 16);
});

/** Sends the beginning of a file and holds still. */
const hold = (id: string, propertyId: string) => {
  const outgoing = request(`${service.url}/v1/imports?mapping=shouwen&propertyId=${propertyId}&id=${id}`, {
    method: "POST",
    headers: { authorization: service.authorization(admin), ...csv },
  });
  outgoing.once("error", () => undefined);
  outgoing.write("external_id,place\nh1,1203\n");
  return { end: () => outgoing.destroy() };
};

test("two files at once go into a property; a third is told when to come again, another property's is not held up", async () => {
  const held = [hold("imp_held_1", "prp_riverside"), hold("imp_held_2", "prp_riverside")];
  await eventually(async () => {
    const rows = await service.query(
      "select 1 from import where status = 'running' and property_id = 'prp_riverside'",
    );
    expect(rows).toHaveLength(2);
  });
  const third = await send("external_id\nx1\n", "mapping=shouwen&propertyId=prp_riverside");
  expect(third.status).toBe(429);
  expect(third.body).toMatchObject({ type: "urn:shouwen:problem:import.too_many_at_once", most: 2 });
  expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await send("external_id\nx1\n", live)).status).toBe(201);
  for (const each of held) each.end();
  await eventually(async () =>
    expect((await send("external_id\nx1\n", "mapping=shouwen&propertyId=prp_riverside")).status).toBe(201),
  );
});

const ours = (fields = "") => `
name: ours
title: 我们的报修单
mode: live
formats: [csv]
system: ours
requires: [单号]
fields:
  externalId: { column: 单号 }
  channel: { column: 渠道, lookup: channels }
  occurredAt: { column: 时间, time: instant }
${fields}
lookups:
  channels: { 电话: phone }
`;

test("a bad mapping keeps nobody from starting, and is told of where it is used; a mended one counts at once", async () => {
  expect((await send("external_id\nx2\n", live)).status).toBe(201);
  const { body } = await service.call("/v1/imports/mappings");
  expect(body.broken).toMatchObject([{ file: "torn.yaml", problems: [{ field: "(file)" }] }]);
  const refused = await send("单号\n1\n", "mapping=torn&propertyId=prp_lakeside");
  expect(refused).toMatchObject({
    status: 422,
    body: { type: "urn:shouwen:problem:mapping.broken", file: "torn.yaml", errors: [{ field: "(file)" }] },
  });
  writeFileSync(inMappings("torn.yaml"), ours().replace("ours", "torn").replace("ours", "torn"));
  expect((await send("单号,渠道\n1,电话\n", "mapping=torn&propertyId=prp_lakeside")).body).toMatchObject({
    accepted: 1,
  });
});

test("a mapping that is put there is taken without a restart, and its file is answered in its language", async () => {
  writeFileSync(inMappings("ours.yaml"), ours());
  const file = "单号,渠道,时间\n1,电话,2026年11月22日 8:05\n2,鸽子,46348.5\n3,电话,昨天\n";
  const { body } = await send(file, "mapping=ours&propertyId=prp_lakeside&id=imp_ours");
  expect(body).toMatchObject({ total: 3, accepted: 1, rejected: 2 });
  expect(await errorsOf("imp_ours")).toEqual([
    { line: 3, field: "channel", message: expect.stringMatching(/^“鸽子”不是有效的渠道，可以填：phone、/) },
    { line: 4, field: "occurredAt", message: expect.stringContaining("“昨天”不是 2000-01-01") },
  ]);
});

test("where day and month stay open over the whole file, nothing of it is taken, and both readings are told", async () => {
  const file = "external_id,occurred_at\no1,03/04/2026 10:00\no2,05/06/2026\n";
  const { status, body } = await send(file, `${live}&id=imp_open`);
  expect(status).toBe(422);
  expect(body).toMatchObject({
    type: "urn:shouwen:problem:import.dates_open",
    readings: { "day first": "2026-04-03", "month first": "2026-03-04" },
  });
  expect((await service.call("/v1/imports/imp_open", { as: admin })).body).toMatchObject({
    status: "failed",
    reason: "dates_open",
    accepted: 0,
  });
  const told = `${file}o3,11/22/2026 12:19:00 PM\n`;
  expect((await send(told, `${live}&id=imp_shown`)).body).toMatchObject({ accepted: 3, rejected: 0 });
  const [first] = await service.query<{ at: string }>(
    "select data->>'occurredAt' as at from request where import_id = 'imp_shown' and source_id = 'o1'",
  );
  expect(first?.at).toBe("2026-03-04T02:00:00.000Z");
});

test("a mapping is tried on a file before it is used: what becomes of its rows, and nothing is taken", async () => {
  const script = join(import.meta.dirname, "..", "scripts", "try-mapping.ts");
  const tried = (...words: string[]) =>
    promisify(execFile)(process.execPath, [script, ...words]).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }) => ({ code, stdout }),
    );
  writeFileSync(inMappings("trial.yaml"), ours());
  writeFileSync(inMappings("trial.csv"), "单号,渠道,时间\n1,电话,2026年11月22日 8:05\n1,鸽子,46348.5\n");
  const { code, stdout } = await tried(inMappings("trial.yaml"), inMappings("trial.csv"), "--rows", "2");
  expect(code).toBe(0);
  expect(stdout).toContain('1  occurredAt: "2026-11-22T08:05:00.000Z"  channel: "phone"');
  expect(stdout).toContain("✘ line 3  channel “鸽子”不是有效的渠道");
  expect(stdout).toContain("1 rows can be taken, 1 cannot.");
  writeFileSync(inMappings("trial.yaml"), ours("  kind: { column: 类型, lookup: none }"));
  expect(await tried(inMappings("trial.yaml"))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("lookups.none"),
  });
});
