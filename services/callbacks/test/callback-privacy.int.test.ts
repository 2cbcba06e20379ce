import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { claim, idsOf, openProperty, openService, saidAbout } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  await (await openProperty(service)).resolved(1);
});

afterAll(() => service.close());

test("what the customer said is kept under their own key, and nowhere in clear", async () => {
  const property = await openProperty(service);
  const as = property.agent("maya");
  for (const profileId of ["pro_words", null]) {
    const [callbackId = ""] = await property.resolved(1, { profileId });
    await claim(service, as);
    const body = { disposition: "answered", outcome: "dissatisfied", words: "水龙头还在漏 still drips" };
    const { status, body: view } = await service.call(`/v1/callbacks/${callbackId}/attempts`, { as, body });
    expect(status).toBe(200);
    const subject = profileId ?? callbackId.replace("cal_", "req_").slice(0, -2);
    expect(view.words).toContain(`sealed:v1:${subject}:`);
    expect(await service.anotherVault().open(view.words)).toBe(body.words);
    await eventually(() => expect(service.published(callbackId)).toHaveLength(3));
    expect(JSON.stringify(service.published(callbackId))).not.toContain("drips");
    const inClear = await service.query("select 1 from callbacks.callback where state::text like '%drips%'");
    expect(inClear).toEqual([]);
  }
});

test("what the customer answered is read in clear by the people of the matter, audited, and null once they are erased", async () => {
  const property = await openProperty(service);
  const as = property.agent("maya");
  const owner = property.agent("owner", ["staff"]);
  const profileId = `pro_${property.propertyId.slice(4)}`;
  const [callbackId = ""] = await property.resolved(1, { profileId, ownerId: owner.sub });
  await claim(service, as);
  const body = { disposition: "answered", outcome: "dissatisfied", words: "还在漏水" };
  await service.call(`/v1/callbacks/${callbackId}/attempts`, { as, body });
  const readBy = async (who: typeof as, query = "") =>
    (await service.call(`/v1/callbacks/${callbackId}${query}`, { as: who })).body.words;
  for (const who of [as, owner, property.agent("rosa", ["supervisor"])])
    expect(await readBy(who)).toBe(body.words);
  const [omar, hilda] = [property.agent("omar"), property.agent("hilda", ["staff"])];
  expect(await readBy(omar, "?reason=repeat_contact")).toBe(body.words);
  for (const who of [omar, hilda]) expect(await readBy(who)).toMatch(/^sealed:v1:/);
  const audited = await service.query<{ actor: string; reason: string }>(
    "select actor, detail ->> 'reason' as reason from callbacks.audit where subject = $1 order by seq",
    [callbackId],
  );
  expect(audited.map(({ actor, reason }) => [actor, reason])).toEqual([
    [as.sub, "works_on_it"],
    [owner.sub, "owner"],
    ["stf_rosa", "supervisor"],
    [omar.sub, "repeat_contact"],
  ]);
  const openings = `/v1/callbacks/${callbackId}/openings`;
  const listed = await service.call(openings, { as: property.agent("rosa", ["supervisor"]) });
  expect(listed.body.items[0]).toMatchObject({ actor: omar.sub, reason: "repeat_contact", door: "callback" });
  expect((await service.call(openings, { as })).status).toBe(403);
  const vault = service.anotherVault();
  await vault.erase(profileId, "stf_rosa");
  for (const replica of [0, 1])
    expect((await service.call(`/v1/callbacks/${callbackId}`, { as: owner, replica })).body.words).toBeNull();
});

test("a customer who was erased is not called any more", async () => {
  const property = await openProperty(service);
  const as = property.agent("maya");
  const [gone = ""] = await property.resolved(1, { profileId: "pro_gone" });
  const [stays = ""] = await property.resolved(1);
  const vault = service.anotherVault();
  await vault.keysFor(["pro_gone"]);
  await vault.erase("pro_gone", "stf_rosa");
  expect(idsOf(await claim(service, as, { count: 2 }))).toEqual([stays]);
  await eventually(() =>
    expect(saidAbout(service, gone)).toEqual(["1 callback.scheduled.v1", "2 callback.expired.v1"]),
  );
});

test("the desk's figures are those of its property and its day", async () => {
  const property = await openProperty(service, { withinMs: 0, dayTarget: 7 });
  const [maya, omar] = [property.agent("maya"), property.agent("omar")];
  await property.resolved(4);
  for (const as of [maya, omar]) {
    const [callbackId] = idsOf(await claim(service, as));
    const body = { disposition: "refused" };
    await service.call(`/v1/callbacks/${callbackId}/attempts`, { as, body });
  }
  await claim(service, maya);
  const { body } = await service.call(`/v1/callbacks/desk?propertyId=${property.propertyId}`, { as: maya });
  expect(body).toMatchObject({
    dueNow: 1,
    claimed: 1,
    late: 2,
    doneToday: 2,
    mineToday: 1,
    dayTarget: 7,
    asOf: expect.stringMatching(/^20\d\d-.*Z$/),
    windowOpen: true,
  });
});

test("the people of another property see nothing of a callback and can do nothing to it", async () => {
  const property = await openProperty(service);
  const [callbackId = ""] = await property.resolved(1);
  const stranger = (await openProperty(service)).agent("eve", ["manager"]);
  const path = `/v1/callbacks/${callbackId}`;
  const tries = [
    service.call(path, { as: stranger }),
    service.call(`${path}/attempts`, { as: stranger, body: { disposition: "busy" } }),
    service.call(`${path}/reschedule`, { as: stranger, body: { dueAt: "2030-01-01T00:00:00Z" } }),
    service.call(`${path}/release`, { as: stranger, body: {} }),
    service.call(`/v1/callbacks/desk?propertyId=${property.propertyId}`, { as: stranger }),
  ];
  expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  for (const list of [
    await service.call(`/v1/callbacks?propertyId=${property.propertyId}`, { as: stranger }),
    await service.call("/v1/callbacks/claim", { as: stranger, body: { propertyId: property.propertyId } }),
  ])
    expect(list.body.items).toEqual([]);
});

test("the database itself shows people their own properties only", async () => {
  const property = await openProperty(service);
  const ids = await property.resolved(1);
  const people = new pg.Client({ connectionString: service.peopleUrl });
  await people.connect();
  onTestFinished(() => people.end());
  const seen = async () =>
    (await people.query("select id from callback where id = any($1)", [ids])).rows.length;
  expect(await seen()).toBe(0);
  await people.query("select set_config('shouwen.properties', 'prp_elsewhere', false)");
  expect(await seen()).toBe(0);
  await people.query("select set_config('shouwen.properties', $1, false)", [`prp_x,${property.propertyId}`]);
  expect(await seen()).toBe(1);
  await people.query("select set_config('shouwen.properties', '*', false)");
  expect(await seen()).toBe(1);
});

test("a body that breaks its schema is answered with each field", async () => {
  const property = await openProperty(service);
  const as = property.agent("maya");
  const [callbackId = ""] = await property.resolved(1);
  const attempt = { as, body: { disposition: "answered", rating: 9 } };
  const { status, body } = await service.call(`/v1/callbacks/${callbackId}/attempts`, attempt);
  expect(status).toBe(400);
  expect(body.errors.map((error: { field: string }) => error.field).toSorted()).toEqual([
    "outcome",
    "rating",
  ]);
  expect((await service.call("/v1/callbacks/cal_nothing", { as })).status).toBe(404);
  expect((await service.call("/v1/callbacks/nothing", { as })).status).toBe(400);
  const staff = property.agent("victor", ["staff"]);
  expect((await service.call("/v1/callbacks/claim", { as: staff, body: {} })).status).toBe(403);
});
