import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crew, inShanghai, openCrew } from "./crew.ts";

let crew: Crew;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.service.close());

test("a shift is entered by its pattern in the property's time, seen by its people, and sent again changes nothing", async () => {
  const victor = await crew.hire("a1");
  const first = await crew.enter(victor, { date: "2027-03-01" });
  expect(first.body).toEqual({
    shiftId: first.shiftId,
    staffId: victor.sub,
    propertyId: crew.here,
    teamId: crew.teamIn(crew.here),
    date: "2027-03-01",
    pattern: "A",
    windows: [
      { from: "2027-02-28T23:30:00.000Z", to: "2027-03-01T03:00:00.000Z" },
      { from: "2027-03-01T10:00:00.000Z", to: "2027-03-01T14:30:00.000Z" },
    ],
  });
  const again = await crew.enter(victor, { date: "2027-03-01" }, { shiftId: first.shiftId });
  expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
  const seen = await crew.get(
    `/v1/rota?propertyId=${crew.here}&from=2027-03-01&to=2027-03-01&staffId=${victor.sub}`,
    victor,
  );
  expect(seen.body).toEqual({ items: [first.body], next: null });
});

test("a rota that overlaps is refused with both shifts, also across midnight and properties", async () => {
  const victor = await crew.hire("a2");
  const night = await crew.enter(victor, {
    date: "2027-03-02",
    pattern: undefined,
    windows: [{ from: "22:00", to: "08:00" }],
  });
  const morning = await crew.enter(victor, { date: "2027-03-03" });
  expect(morning).toMatchObject({
    status: 409,
    body: {
      type: "urn:shouwen:problem:shift.overlaps",
      shift: { shiftId: morning.shiftId, date: "2027-03-03" },
      overlaps: { shiftId: night.shiftId, windows: [{ to: "2027-03-03T00:00:00.000Z" }] },
    },
  });
  const away = { date: "2027-03-03", propertyId: crew.there, pattern: "A" };
  const group: Bearer = { sub: "stf_group", roles: ["manager"], properties: ["*"] };
  expect((await crew.enter(victor, away, { as: group })).body).toMatchObject({
    overlaps: { shiftId: night.shiftId },
  });
  expect(JSON.stringify(morning.body)).not.toContain("林唯拓");
});

test("only who leads changes the rota, and only in a property that they see", async () => {
  const victor = await crew.hire("a3");
  expect((await crew.enter(victor, { date: "2027-03-01" }, { as: victor })).status).toBe(403);
  expect((await crew.enter(victor, { date: "2027-03-01" }, { as: crew.manager(crew.there) })).status).toBe(
    404,
  );
  const { shiftId } = await crew.enter(victor, { date: "2027-03-01" });
  const stranger = crew.manager(crew.there);
  const path = `/v1/rota/shifts/${shiftId}`;
  expect((await crew.service.call(path, { as: stranger, method: "DELETE" })).status).toBe(404);
  const other = await crew.hire("a3b");
  expect((await crew.enter(other, { date: "2027-03-01" }, { shiftId })).body.type).toContain(
    "shift.of_other_person",
  );
  expect((await crew.service.call(path, { as: crew.manager(), method: "DELETE" })).status).toBe(204);
  expect((await crew.service.call(path, { as: crew.manager(), method: "DELETE" })).status).toBe(404);
});

test("under the people's role, SQL sees the shifts, leave and exchanges of the properties that are set, and no others", async () => {
  const victor = await crew.hire("a4");
  await crew.enter(victor, { date: "2027-03-01" });
  await crew.post("/v1/absences", victor, {
    body: {
      kind: "annual",
      firstDate: "2027-04-01",
      lastDate: "2027-04-01",
    },
  });
  const client = new pg.Client({ connectionString: crew.service.peopleUrl });
  await client.connect();
  const seen = async (table: string, properties: string) => {
    await client.query("select set_config('shouwen.properties', $1, false)", [properties]);
    return (await client.query(`select distinct property_id from ${table}`)).rows.map(
      (row) => row.property_id,
    );
  };
  for (const table of ["shift", "absence"]) {
    expect(await seen(table, crew.here), table).toEqual([crew.here]);
    expect(await seen(table, crew.there), table).toEqual([]);
    expect(await seen(table, ""), table).toEqual([]);
  }
  await client.end();
});

test("a property's own patterns and windows replace those that ship", async () => {
  const victor = await crew.hire("a5");
  const windows = [{ from: "06:00", to: "14:00" }];
  const patterns = [{ id: "早", name: "早班", nameEn: "Early", windows }];
  const draft = {
    scope: crew.here,
    effectiveFrom: "2020-01-01T00:00:00Z",
    body: { patterns: [{ ...patterns[0], id: "E" }] },
  };
  expect((await crew.post("/v1/policies/shift_patterns", crew.manager(), { body: draft })).status).toBe(201);
  const early = await crew.enter(victor, { date: "2027-03-05", pattern: "E" });
  expect(early.body.windows).toEqual([{ from: "2027-03-04T22:00:00.000Z", to: "2027-03-05T06:00:00.000Z" }]);
  expect((await crew.enter(victor, { date: "2027-03-06" })).body).toMatchObject({
    pattern: "A",
    patterns: ["E"],
  });
  // The other tests go by what ships.
  const end = { body: { scope: crew.here } };
  expect((await crew.post("/v1/policies/shift_patterns/end", crew.manager(), end)).status).toBe(201);
  await eventually(async () => expect((await crew.enter(victor, { date: "2027-03-06" })).status).toBe(200));
});

test("the beginning and the end of a window bring a person on duty and take them home", async () => {
  const victor = await crew.hire("b1");
  const { time, date } = inShanghai(Date.now() - 60_000);
  const end = inShanghai(Date.now() + 3_600_000).time;
  await crew.enter(victor, { date, pattern: undefined, windows: [{ from: time, to: end }] });
  await eventually(() => expect(crew.stateOf(victor)).toMatchObject({ onDuty: true }));
  const board = await crew.get(`/v1/duty?propertyId=${crew.here}`, victor);
  expect(board.body.items).toContainEqual(
    expect.objectContaining({ staffId: victor.sub, status: "on_duty" }),
  );
  await crew.letTimeCome(victor, "{rota,shifts,0,windows,0,to}");
  await eventually(() => expect(crew.stateOf(victor)).toMatchObject({ onDuty: false }));
  // The state is on another topic than the facts, and either may be seen first.
  await eventually(() => {
    const facts = crew.service.log.of(victor.sub).filter(({ topic }) => topic === "shouwen.staff");
    expect(facts.map(({ headers }) => [headers.ce_type, headers.ce_aggseq])).toEqual([
      ["staff.came_on_duty.v1", "1"],
      ["staff.went_off_duty.v1", "2"],
    ]);
  });
});

test("no one leaves before the successor has taken over: the last of a team stays until somebody comes", async () => {
  const teamId = `tea_${crew.service.own}_watch`;
  const { teamId: _, ...team } = (await crew.get(`/v1/teams/${crew.teamIn(crew.here)}`, crew.manager())).body;
  const { updatedAt, ...body } = team;
  await crew.put(`/v1/teams/${teamId}`, body);
  const watch = { teamIds: [teamId] };
  const [leaving, coming] = [await crew.hire("b2", watch), await crew.hire("b3", watch)];
  const minutes = (n: number) => inShanghai(Date.now() + n * 60_000).time;
  const { date } = inShanghai(Date.now() - 120_000);
  const at = (from: number, to: number) => ({
    date,
    pattern: undefined,
    windows: [{ from: minutes(from), to: minutes(to) }],
  });
  await crew.enter(leaving, at(-2, 60));
  await eventually(() => expect(crew.stateOf(leaving)).toMatchObject({ onDuty: true }));
  await crew.enter(coming, at(-1, 120));
  await eventually(() => expect(crew.stateOf(coming)).toMatchObject({ onDuty: true }));
  await crew.post("/v1/duty/off", crew.manager(), { body: { staffId: coming.sub } });
  await crew.letTimeCome(leaving, "{rota,shifts,0,windows,0,to}");
  const board = async () =>
    (await crew.get(`/v1/duty?propertyId=${crew.here}&teamId=${teamId}`, leaving)).body.items;
  await eventually(async () =>
    expect(await board()).toMatchObject([
      { staffId: leaving.sub, status: "staying", stay: { teamId } },
      { staffId: coming.sub, status: "expected" },
    ]),
  );
  expect(crew.stateOf(leaving)).toMatchObject({ onDuty: true });
  const home = await crew.post("/v1/duty/off", leaving, { body: {} });
  expect([home.status, home.body.type]).toEqual([409, "urn:shouwen:problem:duty.successor_missing"]);
  await crew.post("/v1/duty/on", coming);
  await eventually(() => expect(crew.stateOf(leaving)).toMatchObject({ onDuty: false }));
  expect(await board()).toMatchObject([{ staffId: coming.sub, status: "on_duty" }]);
});

test("a successor who never comes is waited for a bounded time", async () => {
  const victor = await crew.hire("b4");
  await crew.post("/v1/duty/on", victor);
  const stay = {
    teamId: crew.teamIn(crew.here),
    since: new Date().toISOString(),
    until: new Date().toISOString(),
  };
  await crew.service.query(
    `update workforce.staff set state = jsonb_set(state, '{rota}', '${JSON.stringify({ shifts: [], absences: [], swaps: [], stay })}') where id = '${victor.sub}'`,
  );
  await crew.service.query(
    `insert into workforce.timer (key, fire_at, kind, aggregate_id, shard, data)
     values ('${victor.sub} stay', '${stay.until}', 'stay', '${victor.sub}', 0, '{}')`,
  );
  await eventually(() => expect(crew.stateOf(victor)).toMatchObject({ onDuty: false }));
});

test("the API document names every address of the rota", async () => {
  const { status, body } = await crew.get("/openapi.json", crew.manager());
  expect(status).toBe(200);
  for (const path of [
    "/v1/rota/shifts/{shiftId}",
    "/v1/cover",
    "/v1/imports/rota.csv",
    "/v1/absences/{absenceId}/cancel",
  ])
    expect(body.paths, path).toHaveProperty([path]);
});

test("the API document says that an import takes a file of CSV as its body", async () => {
  const { paths } = (await crew.get("/openapi.json", crew.manager())).body;
  for (const path of ["/v1/imports/staff.csv", "/v1/imports/rota.csv"])
    expect(paths[path].post.requestBody.content, path).toMatchObject({
      "text/csv": { schema: { type: "string", description: expect.stringContaining("The file itself") } },
    });
});
