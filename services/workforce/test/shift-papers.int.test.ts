import { profileErased, profileState } from "@shouwen/contracts/events/profile";
import { sampleOf } from "@shouwen/contracts/fixtures";
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

afterAll(() => crew.service.close());

const secret = "客人张先生对芒果过敏";

const saysOfGuest = (profileId: string, propertyIds: string[], erasureRequestedAt?: string) =>
  profileState.of({
    ...sampleOf(profileState, { profileId, propertyIds }),
    ...(erasureRequestedAt ? { erasureRequestedAt } : {}),
  });

/** A guest whom a property knows, as others have told of them. */
const aGuest = async (propertyId = crew.here): Promise<string> => {
  const profileId = newId("pro");
  await crew.service.publish(saysOfGuest(profileId, [propertyId]));
  const text = `select from workforce.known_state where id = '${profileId}'`;
  await eventually(async () => expect(await crew.service.query(text)).toHaveLength(1));
  return profileId;
};

const about = (profileId: string) => ({ ...note(), entries: [{ ...note().entries[0], profileId }] });

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
  const client = new pg.Client({ connectionString: crew.service.peopleUrl });
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
    const rows = await crew.service.query(
      `select count(*)::int as n from workforce.${table} t where t::text like '%${secret}%'`,
    );
    expect(rows, table).toEqual([{ n: 0 }]);
  }
});

test("a note is about a guest whom its property knows, or it is refused and makes no key for a nobody", async () => {
  const elsewhere = await aGuest(crew.there);
  const nobody = newId("pro");
  for (const profileId of [elsewhere, nobody])
    expect(await crew.post("/v1/hand-over-notes", sophie, { body: about(profileId) })).toMatchObject({
      status: 422,
      body: {
        type: "urn:shouwen:problem:note.guest_unknown",
        errors: [{ field: "entries.0.profileId" }],
      },
    });
  const keys = `select subject from vault.person_key where subject in ('${elsewhere}', '${nobody}')`;
  expect(await crew.service.query(keys)).toEqual([]);
});

test("from an erasure request on nobody reads what a note says of the guest; withdrawn, they read it again", async () => {
  const profileId = await aGuest();
  const { body } = await crew.post("/v1/hand-over-notes", sophie, { body: about(profileId) });
  const becomes = (text: string | null) =>
    eventually(async () => {
      for (const as of [sophie, marco, crew.manager()]) {
        const { body: seen } = await crew.get(`/v1/hand-over-notes/${body.noteId}`, as);
        expect(seen.entries[0].points.map((point: { text: string }) => point.text)).toEqual(
          text === null ? [] : [text],
        );
      }
    });
  await becomes(secret);
  await crew.service.publishAt(saysOfGuest(profileId, [crew.here], "2026-11-24T05:00:00.000Z"), {
    aggSeq: 2,
  });
  await becomes(null);
  await crew.service.publishAt(saysOfGuest(profileId, [crew.here]), { aggSeq: 3 });
  await becomes(secret);
});

test("who reads a note stands in the audit, with why; one that was damaged spoils no page", async () => {
  const { body } = await crew.post("/v1/hand-over-notes", sophie, { body: about(await aGuest()) });
  const { body: damaged } = await crew.post("/v1/hand-over-notes", sophie, { body: about(await aGuest()) });
  await crew.service.query(
    `update workforce.hand_over_note set state = jsonb_set(state, '{entries,0,sealed}', '"sealed:v1:pro_li:${"A".repeat(60)}"') where id = '${damaged.noteId}'`,
  );
  await crew.service.query(`delete from workforce.audit where subject in ('${body.noteId}')`);
  const other = await crew.hire("nina", { teamIds: [] });
  for (const as of [marco, crew.manager(), other]) {
    const page = await crew.get(`/v1/hand-over-notes?propertyId=${crew.here}&limit=200`, as);
    const items = new Map(page.body.items.map((item: { noteId: string }) => [item.noteId, item]));
    expect(items.get(body.noteId)).toEqual(body);
    expect(items.get(damaged.noteId)).toMatchObject({ entries: [{ about: null, points: [] }] });
  }
  const read = { action: "words.read", property_id: crew.here };
  const door = "hand_over_note";
  expect(
    await crew.service.query(
      `select actor, action, property_id, detail from workforce.audit where subject = '${body.noteId}' order by seq`,
    ),
  ).toEqual([
    { ...read, actor: marco.sub, detail: { reason: "team", door } },
    { ...read, actor: crew.manager().sub, detail: { reason: "supervisor", door } },
    { ...read, actor: other.sub, detail: { reason: "colleague", door } },
  ]);
  const openings = `/v1/hand-over-notes/${body.noteId}/openings`;
  const listed = await crew.get(openings, crew.manager());
  expect(listed.body.items.map(({ reason }: { reason: string }) => reason)).toEqual([
    "colleague",
    "supervisor",
    "team",
  ]);
  expect((await crew.get(openings, crew.manager(crew.there))).status).toBe(404);
});

test("what a note says of a guest lies sealed with their key, and is read by nobody once they are erased", async () => {
  const profileId = await aGuest();
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
  const lying = await crew.service.query(
    `select state::text as text from workforce.hand_over_note where id = '${written.noteId}'`,
  );
  expect(JSON.stringify(lying)).not.toMatch(/张先生|13900007731|大堂/);

  await crew.service.query(`select vault.erase('${profileId}', 'test')`);
  await crew.service.publish(profileErased.of({ profileId, at: new Date().toISOString() }));
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
  await crew.service.query(
    `update workforce.hand_over_note set written_at = now() - interval '91 days' where id = '${noteId}'`,
  );
  await crew.service.query("delete from workforce.cron_run where name = 'forget hand-over notes'");
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
