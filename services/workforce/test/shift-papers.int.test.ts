import { profileErased } from "@shouwen/contracts/events/profile";
import { newId } from "@shouwen/event-bus/ids";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crew, inShanghai, openCrew } from "./crew.ts";

let crew: Crew;
let sophie: Bearer;
let marco: Bearer;

beforeAll(async () => {
  crew = await openCrew();
  sophie = await crew.hire("sophie");
  marco = await crew.hire("marco");
});

afterAll(() => crew.house.close());

const secret = "客人张先生对芒果过敏";

const note = () => ({
  propertyId: crew.here,
  teamId: crew.teamIn(crew.here),
  entries: [{ about: "1208", points: [{ point: "open_matters", text: secret }] }],
});

test("a note is written by who leaves and confirmed by who takes over, and the same key writes it once", async () => {
  const first = await crew.post("/v1/hand-over-notes", sophie, { body: note(), key: "evening" });
  const again = await crew.post("/v1/hand-over-notes", sophie, { body: note(), key: "evening" });
  expect(first).toMatchObject({ status: 201, body: { writtenBy: sophie.sub, confirmedBy: null } });
  expect(again.body).toEqual(first.body);
  const open = `/v1/hand-over-notes?propertyId=${crew.here}&confirmed=false`;
  expect((await crew.get(open, marco)).body.items).toEqual([first.body]);
  const confirm = `/v1/hand-over-notes/${first.body.noteId}/confirm`;
  expect((await crew.post(confirm, sophie)).body.type).toContain("note.own");
  expect((await crew.post(confirm, marco)).body).toMatchObject({ confirmedBy: marco.sub });
  expect((await crew.get(open, marco)).body.items).toEqual([]);
});

test("a note stays in its property", async () => {
  const { body } = await crew.post("/v1/hand-over-notes", sophie, { body: note() });
  const stranger = crew.manager(crew.there);
  const path = `/v1/hand-over-notes/${body.noteId}`;
  expect((await crew.get(path, stranger)).status).toBe(404);
  expect((await crew.post(`${path}/confirm`, stranger)).status).toBe(404);
  expect((await crew.post("/v1/hand-over-notes", stranger, { body: note() })).status).toBe(404);
  const client = new pg.Client({ connectionString: crew.house.peopleUrl });
  await client.connect();
  await client.query("select set_config('shouwen.properties', $1, false)", [crew.there]);
  for (const table of ["hand_over_note", "checklist_day", "queued_ticket"])
    expect((await client.query(`select from ${table}`)).rowCount, table).toBe(0);
  await client.end();
});

test("what a note says is in no event, and in no refusal", async () => {
  const lacking = { ...note(), entries: [{ about: secret, points: [{ point: "watch", text: secret }] }] };
  const unknown = { ...note(), entries: [{ about: secret, points: [{ point: secret, text: secret }] }] };
  const broken = { ...note(), entries: [{ about: secret.repeat(20), points: [] }] };
  for (const body of [lacking, unknown, broken]) {
    const refused = await crew.post("/v1/hand-over-notes", sophie, { body });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).not.toContain(secret);
  }
  for (const table of ["outbox", "event_archive", "inbox", "audit", "timer"]) {
    const rows = await crew.house.admin(
      `select count(*)::int as n from workforce.${table} t where t::text like '%${secret}%'`,
    );
    expect(rows, table).toEqual([{ n: 0 }]);
  }
});

test("what a note says of a guest lies sealed with their key, and is read by nobody once they are erased", async () => {
  const profileId = newId("pro");
  const body = {
    ...note(),
    entries: [
      { ...note().entries[0], profileId },
      { about: "大堂 13900007731", points: [{ point: "open_matters", text: "回电 138–0013–8000，房 1208" }] },
    ],
  };
  const { body: written } = await crew.post("/v1/hand-over-notes", sophie, { body });
  expect(written.entries).toEqual([
    { about: "1208", profileId, points: [{ point: "open_matters", text: secret }] },
    { about: "大堂 ***", profileId: null, points: [{ point: "open_matters", text: "回电 ***，房 1208" }] },
  ]);
  const lying = await crew.house.admin(
    `select state::text as text from workforce.hand_over_note where id = '${written.noteId}'`,
  );
  expect(JSON.stringify(lying)).not.toMatch(/张先生|13900007731|大堂/);

  await crew.house.admin(`select vault.erase('${profileId}', 'test')`);
  await crew.house.hear(profileErased.of({ profileId, at: new Date().toISOString() }));
  await eventually(async () =>
    expect((await crew.get(`/v1/hand-over-notes/${written.noteId}`, marco)).body.entries[0]).toEqual({
      about: null,
      profileId,
      points: [],
    }),
  );
});

test("notes are deleted when they are older than the property keeps them", async () => {
  const { body } = await crew.post("/v1/hand-over-notes", sophie, { body: note() });
  const { noteId } = body;
  await crew.house.admin(
    `update workforce.hand_over_note set written_at = now() - interval '91 days' where id = '${noteId}'`,
  );
  await crew.house.admin("delete from workforce.cron_run where name = 'forget hand-over notes'");
  await eventually(async () =>
    expect((await crew.get(`/v1/hand-over-notes/${noteId}`, sophie)).status).toBe(404),
  );
  expect(
    (await crew.get(`/v1/hand-over-notes?propertyId=${crew.here}`, sophie)).body.items.length,
  ).toBeGreaterThan(0);
});

test("rounds are data: signed by who does them, listed when overdue, and the day is signed by who leads", async () => {
  const { date } = inShanghai(Date.now() - 24 * 3_600_000);
  const teamId = crew.teamIn(crew.here);
  const names = { name: "巡查", nameEn: "Round", area: "大堂", areaEn: "Halls" };
  const lists = [
    { id: "round", ...names, team: "engineering", times: ["08:00", "16:00"], withinMinutes: 30 },
  ];
  await crew.post("/v1/policies/checklists", crew.manager(), {
    body: { scope: crew.here, effectiveFrom: "2020-01-01T00:00:00Z", body: { lists } },
  });
  const path = `/v1/checklists?propertyId=${crew.here}&date=${date}`;
  await eventually(async () => expect((await crew.get(path, sophie)).body.items).toHaveLength(2));
  const tick = { propertyId: crew.here, teamId, date, list: "round", time: "08:00" };
  const ticked = await crew.post("/v1/checklists/ticks", sophie, { body: tick });
  expect(ticked.body.items[0]).toMatchObject({ status: "done", doneBy: sophie.sub, late: true });
  expect((await crew.post("/v1/checklists/ticks", marco, { body: tick })).body.type).toContain("round.done");
  expect((await crew.get(`${path}&overdue=true`, sophie)).body.items).toMatchObject([{ time: "16:00" }]);
  const signing = { propertyId: crew.here, teamId, date };
  expect((await crew.post("/v1/checklists/sign-offs", sophie, { body: signing })).status).toBe(403);
  const signed = await crew.post("/v1/checklists/sign-offs", crew.manager(), { body: signing });
  expect(signed.body.signOffs).toMatchObject([{ teamId, missed: [{ list: "round", time: "16:00" }] }]);
  expect((await crew.get(path, crew.manager(crew.there))).status).toBe(404);
});
