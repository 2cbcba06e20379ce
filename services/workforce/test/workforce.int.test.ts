import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoWorkforce } from "../demo/workforce.ts";
import { openService } from "./service-under-test.ts";
import { propertyCommand, staffCommand, teamCommand } from "./workforce.ts";

let service: ServiceUnderTest;
let here: string;
let there: string;

const admin: Bearer = { sub: "stf_group_admin", roles: ["admin"], properties: ["*"] };
const managerOf = (propertyId: string): Bearer => ({
  sub: `stf_manager_${propertyId}`,
  roles: ["manager"],
  properties: [propertyId],
});

const without = <Item extends object, Name extends keyof Item>(item: Item, ...names: Name[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name as Name)));

const property = (propertyId: string) => without(propertyCommand({ propertyId }), "propertyId");

const team = (propertyId: string) =>
  without(teamCommand({ propertyId, departmentId: `dep_${propertyId.slice(4)}_engineering` }), "teamId");

const teamIn = (propertyId: string) => `tea_${propertyId.slice(4)}_engineering`;

const member = (propertyId: string, staffNumber = "0137") =>
  without(
    staffCommand({
      propertyId,
      staffNumber,
      departmentId: `dep_${propertyId.slice(4)}_engineering`,
      teamIds: [teamIn(propertyId)],
    }),
    "staffId",
  );

const staffIn = (propertyId: string, name: string) => `stf_${propertyId.slice(4)}_${name}`;

const put = (path: string, body: unknown, as = admin) => service.call(path, { as, method: "PUT", body });

/** Somebody new who works in a property. */
const hire = async (propertyId: string, name: string): Promise<string> => {
  const id = staffIn(propertyId, name);
  expect((await put(`/v1/staff/${id}`, member(propertyId, name))).status).toBe(200);
  return id;
};

beforeAll(async () => {
  service = await openService();
  here = `prp_${service.own}_here`;
  there = `prp_${service.own}_there`;
  for (const propertyId of [here, there]) {
    await put(`/v1/properties/${propertyId}`, property(propertyId));
    await put(`/v1/teams/${teamIn(propertyId)}`, team(propertyId));
  }
});

afterAll(() => service.close());

const typesOf = (key: string) => service.log.of(key).map(({ headers }) => headers.ce_type);
const numbersOf = (key: string, topic: string) =>
  service.log
    .of(key)
    .filter((record) => record.topic === topic)
    .map(({ headers }) => headers.ce_aggseq);

test("a property is said once, however often it is put as it is", async () => {
  const id = `prp_${service.own}_twice`;
  const first = await put(`/v1/properties/${id}`, property(id));
  const second = await put(`/v1/properties/${id}`, property(id));
  expect(first.body).toMatchObject({ propertyId: id, timeZone: "Asia/Shanghai" });
  expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
  await put(`/v1/properties/${id}`, { ...property(id), nameEn: "Renamed" });
  // The daily saying again of what stands may fall into it.
  const contentsOf = () =>
    service.log
      .of(id)
      .flatMap(({ topic, value }) => (topic === "shouwen.property_state" ? [JSON.stringify(value)] : []));
  await eventually(() => expect(new Set(contentsOf()).size).toBe(2));
});

test("a property that breaks its description is refused with each field", async () => {
  const body = { ...property(here), timeZone: "Mars/Olympus", countryCode: "cn", language: "fr" };
  const { status, body: problem } = await put(`/v1/properties/${here}`, body);
  expect(status).toBe(400);
  expect(problem.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
    "countryCode",
    "language",
    "timeZone",
  ]);
});

test("coming on duty is a fact and a new state; coming twice says nothing", async () => {
  const id = await hire(here, "duty");
  const self: Bearer = { sub: id, roles: ["staff"], properties: [here] };
  const first = await service.call("/v1/duty/on", { as: self, body: {} });
  const again = await service.call("/v1/duty/on", { as: self, method: "POST" });
  expect(first.body).toMatchObject({ staffId: id, onDuty: true });
  expect(again.body).toEqual(first.body);
  await service.call("/v1/duty/off", { as: self, body: {} });
  await eventually(() => {
    expect(numbersOf(id, "shouwen.staff")).toEqual(["1", "2"]);
    expect(typesOf(id)).toEqual(expect.arrayContaining(["staff.came_on_duty.v1", "staff.went_off_duty.v1"]));
    expect(service.log.of(id).filter(({ topic }) => topic === "shouwen.staff_state")).toMatchObject([
      { value: { onDuty: false, onDutySince: null } },
      { value: { onDuty: true, onDutySince: first.body.onDutySince } },
      { value: { onDuty: false, onDutySince: null } },
    ]);
  });
  const [, second = "", third = ""] = numbersOf(id, "shouwen.staff_state");
  expect(Number(third)).toBeGreaterThan(Number(second));
});

test("a colleague cannot change somebody's duty; a supervisor can, in the own property only", async () => {
  const id = await hire(here, "led");
  const as = (roles: string[], propertyId: string): Bearer => ({
    sub: "stf_other",
    roles,
    properties: [propertyId],
  });
  const body = { staffId: id };
  expect((await service.call("/v1/duty/on", { as: as(["agent"], here), body })).status).toBe(403);
  expect((await service.call("/v1/duty/on", { as: as(["supervisor"], there), body })).status).toBe(404);
  expect((await service.call("/v1/duty/on", { as: as(["supervisor"], here), body })).status).toBe(200);
});

test("another property's people, teams and house are not found, by reading or by writing", async () => {
  const id = await hire(here, "private");
  const stranger = managerOf(there);
  for (const path of [`/v1/properties/${here}`, `/v1/teams/${teamIn(here)}`, `/v1/staff/${id}`])
    expect((await service.call(path, { as: stranger })).status, path).toBe(404);
  expect((await put(`/v1/staff/${id}`, member(there), stranger)).status).toBe(404);
  expect((await put(`/v1/staff/${id}_new`, member(here), stranger)).status).toBe(404);
  expect((await put(`/v1/teams/${teamIn(here)}`, team(here), stranger)).status).toBe(404);
  expect((await service.call(`/v1/staff/${id}/leave`, { as: stranger, method: "POST" })).status).toBe(404);
  const { body } = await service.call(`/v1/staff?propertyId=${here}`, { as: stranger });
  expect(body).toEqual({ items: [], next: null });
});

test("under the people's role, SQL sees the rows of the properties that are set, and without any it sees none", async () => {
  await hire(here, "rowed");
  const client = new pg.Client({ connectionString: service.peopleUrl });
  await client.connect();
  const seen = async (table: string, column: string, properties: string) => {
    await client.query("select set_config('shouwen.properties', $1, false)", [properties]);
    const { rows } = await client.query<{ id: string }>(`select distinct ${column} as id from ${table}`);
    return rows.map(({ id }) => id);
  };
  for (const [table, column] of [
    ["property", "id"],
    ["team", "property_id"],
    ["staff", "property_id"],
  ] as const) {
    expect(await seen(table, column, here), table).toEqual([here]);
    expect(await seen(table, column, ""), table).toEqual([]);
    expect((await seen(table, column, "*")).length, table).toBeGreaterThan(0);
  }
  await client.end();
});

test("staff are listed by property, team and duty, page by page", async () => {
  const id = `prp_${service.own}_pages`;
  await put(`/v1/properties/${id}`, property(id));
  await put(`/v1/teams/${teamIn(id)}`, team(id));
  for (const name of ["a", "b", "c"]) await hire(id, name);
  await service.call("/v1/duty/on", { as: admin, body: { staffId: staffIn(id, "b") } });
  const names = async (query: string) => {
    const { body } = await service.call(`/v1/staff?propertyId=${id}${query}`, { as: managerOf(id) });
    return { ids: body.items.map(({ staffId }: { staffId: string }) => staffId.at(-1)), next: body.next };
  };
  const first = await names("&limit=2");
  expect(first.ids).toEqual(["a", "b"]);
  expect(await names(`&limit=2&cursor=${first.next}`)).toEqual({ ids: ["c"], next: null });
  expect((await names("&onDuty=true")).ids).toEqual(["b"]);
  expect((await names(`&onDuty=false&teamId=${teamIn(id)}`)).ids).toEqual(["a", "c"]);
  expect((await names("&employed=false")).ids).toEqual([]);
});

test("who leaves is off duty, stays readable as gone, and does not come back on duty", async () => {
  const id = await hire(here, "leaver");
  await service.call("/v1/duty/on", { as: admin, body: { staffId: id } });
  const left = await service.call(`/v1/staff/${id}/leave`, { as: managerOf(here), method: "POST" });
  expect(left.body).toMatchObject({ employed: false, onDuty: false });
  const again = await service.call("/v1/duty/on", { as: admin, body: { staffId: id } });
  expect(again).toMatchObject({ status: 409, body: { type: "urn:shouwen:problem:staff.has_left" } });
  await eventually(() => expect(typesOf(id)).toContain("staff.left.v1"));
});

test("a team without members is dissolved with a tombstone, and comes back with the next number", async () => {
  const id = `tea_${service.own}_brief`;
  const as = managerOf(here);
  await put(`/v1/teams/${id}`, team(here), as);
  expect((await service.call(`/v1/teams/${teamIn(here)}`, { as, method: "DELETE" })).status).toBe(409);
  expect((await service.call(`/v1/teams/${id}`, { as, method: "DELETE" })).status).toBe(204);
  expect((await service.call(`/v1/teams/${id}`, { as })).status).toBe(404);
  await put(`/v1/teams/${id}`, team(here), as);
  await eventually(() =>
    expect(service.log.of(id)).toMatchObject([
      { value: { teamId: id }, headers: { ce_aggseq: "1" } },
      { value: null, headers: { ce_aggseq: "2" } },
      { value: { teamId: id }, headers: { ce_aggseq: "3" } },
    ]),
  );
});

test("a command repeated under one key decides nothing again, and a stale version is refused", async () => {
  const id = await hire(here, "once");
  const headers = { "idempotency-key": "one" };
  await service.call("/v1/duty/on", { as: admin, body: { staffId: id }, headers });
  const off = await service.call("/v1/duty/off", { as: admin, body: { staffId: id } });
  const repeated = await service.call("/v1/duty/on", { as: admin, body: { staffId: id }, headers });
  expect(repeated.body.onDuty).toBe(false);
  const stale = await service.call(`/v1/staff/${id}`, {
    as: admin,
    method: "PUT",
    body: { ...member(here), capacity: 3 },
    headers: { "if-match": '"1"' },
  });
  expect(stale.status).toBe(412);
  expect(repeated.headers.get("etag")).toBe(off.headers.get("etag"));
});

test("the demo group goes in once; sent again it changes nothing", async () => {
  const body = JSON.parse(
    JSON.stringify(demoWorkforce()).replaceAll(/"(prp|tea|dep|stf)_/g, `"$1_${service.own}_`),
  );
  const first = await service.call("/v1/imports/workforce", { as: admin, body });
  expect(first.body).toEqual({
    properties: { changed: 6, unchanged: 0, refused: 0 },
    teams: { changed: 49, unchanged: 0, refused: 0 },
    staff: { changed: 91, unchanged: 0, refused: 0 },
    refused: [],
  });
  const second = await service.call("/v1/imports/workforce", { as: admin, body });
  expect(second.body.staff).toEqual({ changed: 0, unchanged: 91, refused: 0 });
  const lakeside = managerOf(`prp_${service.own}_lakeside`);
  const { body: maya } = await service.call(`/v1/staff/stf_${service.own}_lakeside_maya`, { as: lakeside });
  expect(maya).toMatchObject({ onDuty: true, roles: ["agent"], capacity: 20 });
});

test("a bad item of an import is reported with its place and reason, and the others go in", async () => {
  const good = staffIn(here, "imported");
  const body = {
    staff: [
      { ...member(here), staffId: good },
      { ...member(here), staffId: staffIn(here, "nowhere"), teamIds: ["tea_nowhere"] },
      { ...member(here), staffId: good },
      { ...member(here), staffId: "maya", capacity: -1 },
      "nobody",
    ],
  };
  const { body: report } = await service.call("/v1/imports/workforce", { as: admin, body });
  expect(report.staff).toEqual({ changed: 1, unchanged: 0, refused: 4 });
  expect(report.refused).toMatchObject([
    { kind: "staff", index: 1, code: "staff.team_unknown" },
    { kind: "staff", index: 2, id: good, code: "import.repeated" },
    { kind: "staff", index: 3, id: "maya", code: "invalid" },
    { kind: "staff", index: 4, id: null, code: "invalid" },
  ]);
  expect(report.refused[2].errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
    "capacity",
    "staffId",
  ]);
  expect((await service.call("/v1/imports/workforce", { as: managerOf(here), body })).status).toBe(403);
});

test("every state is said again each day: the same state under the next number", async () => {
  const id = await hire(here, "daily");
  await service.query("delete from workforce.cron_run");
  await eventually(() => {
    const states = service.log.of(id);
    expect(states.map(({ headers }) => headers.ce_aggseq)).toEqual(["1", "2"]);
    expect(states[1]?.value).toEqual(states[0]?.value);
  });
});
