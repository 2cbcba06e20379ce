import { randomUUID } from "node:crypto";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shippedRouting, shippedSla } from "../src/domain/policy/policies.ts";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const sisterId = `prp_${own}_sister`;
const brand = `Osmanthus ${own}`;
const region = `华东${own}`;
const agentId = `stf_${own}_agent`;
const boss = { sub: `stf_${own}_boss`, roles: ["manager"], properties: ["*"] };
const manager = { sub: `stf_${own}_manager`, roles: ["manager"], properties: [propertyId] };
const teamOf = (name: string) => `tea_${own}_${name}`;

beforeAll(async () => {
  service = await openService(manager);
  await service.publish(aProperty({ propertyId, brand, region }));
  await service.publish(aProperty({ propertyId: sisterId, brand, region }));
  for (const name of ["engineering", "housekeeping", "service_centre"])
    await service.publish(aTeam({ propertyId, teamId: teamOf(name), departmentId: `dep_${own}_${name}` }));
  await service.publish(aStaff(agentId, { propertyId, roles: ["agent"], teamIds: [], departmentId: null }));
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id like $1", [`%${own}%`])).toHaveLength(6),
  );
});

afterAll(() => service.close());

const sla = (graceMs: number) => ({ ...shippedSla, graceMs });
const graceOf = async (id: string) => {
  const { body } = await service.call(`/v1/policies/sla?propertyId=${id}`, { as: boss });
  return [body.scope, body.body.graceMs];
};
const publish = (scope: string, graceMs: number, as = boss) =>
  service.call("/v1/policies/sla", { as, body: { scope, body: sla(graceMs) } });

test("the nearest rule counts: the property's own, else its brand's, its region's, the group's", async () => {
  expect(await graceOf(propertyId)).toEqual(["group", shippedSla.graceMs]);
  expect((await publish(`region:${region}`, 1_000)).status).toBe(201);
  expect(await graceOf(propertyId)).toEqual([`region:${region}`, 1_000]);
  await publish(`brand:${brand}`, 2_000);
  expect(await graceOf(propertyId)).toEqual([`brand:${brand}`, 2_000]);
  await publish(propertyId, 3_000, manager);
  expect(await graceOf(propertyId)).toEqual([propertyId, 3_000]);
  expect(await graceOf(sisterId)).toEqual([`brand:${brand}`, 2_000]);
  expect((await service.call("/v1/policies/sla/end", { body: { scope: propertyId } })).status).toBe(201);
  expect(await graceOf(propertyId)).toEqual([`brand:${brand}`, 2_000]);
});

test("only people of the whole group publish for more than their property", async () => {
  for (const scope of ["group", `region:${region}`, `brand:${brand}`])
    expect((await publish(scope, 1_000, manager)).status).toBe(403);
  expect((await publish(sisterId, 1_000, manager)).status).toBe(404);
  expect((await service.call("/v1/policies/sla/end", { body: { scope: "group" }, as: boss })).status).toBe(
    409,
  );
});

test("the same command publishes, ends and publishes a draft once, however often it comes", async () => {
  const once = (key: string) => ({ as: manager, headers: { "idempotency-key": `${own} ${key}` } });
  const twice = async (path: string, body: object, key: string) => {
    const calls = [1, 2].map(() => service.call(path, { ...once(key), body }));
    const answers = [...(await Promise.all(calls)), await service.call(path, { ...once(key), body })];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body: { policyVersionId } }) => policyVersionId)).size).toBe(1);
  };
  const url = "/v1/policies/calendars";
  const { body } = await service.call(`${url}?propertyId=${propertyId}`, { as: manager });
  await twice(url, { scope: propertyId, body: body.body }, "publish");
  const other = { scope: sisterId, body: body.body };
  expect((await service.call(url, { ...once("publish"), as: boss, body: other })).status).toBe(201); // another person's key
  const later = { scope: propertyId, body: body.body, effectiveFrom: "2027-03-01T00:00:00Z" };
  expect((await service.call(url, { ...once("publish"), body: later })).body.type).toBe(
    "urn:shouwen:problem:idempotency_key.reused",
  );
  await twice(`${url}/end`, { scope: propertyId }, "end");
  const draft = await service.call(`${url}/drafts`, {
    ...once("begin"),
    body: { scope: propertyId, body: body.body },
  });
  const gap = await service.call(`${url}/drafts`, {
    ...once("begin"),
    body: { scope: propertyId, body: {} },
  });
  expect(gap.body.type).toBe("urn:shouwen:problem:idempotency_key.reused");
  await twice(`${url}/drafts/${draft.body.draftId}/publish`, {}, "draft");
  const versions = await service.call(`${url}/versions?scope=${propertyId}`, { as: manager });
  expect(versions.body.items.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
});

test("a rule with a gap is refused with the gap, and nothing is published", async () => {
  const rules = [{ target: "response", kinds: ["complaint"], withinMs: 60_000 }];
  const before = await graceOf(propertyId);
  const { status, body } = await service.call("/v1/policies/sla", {
    body: { scope: propertyId, body: { ...shippedSla, rules } },
  });
  expect([status, body.type]).toEqual([422, "urn:shouwen:problem:policy.faulty"]);
  expect(body.problems[0].message).toContain("whatever the category and channel, for: repair; inquiry");
  expect(await graceOf(propertyId)).toEqual(before);
});

test("a draft may have gaps, is changed by one person at a time, and is gone once published", async () => {
  const draft = { scope: propertyId, note: "stricter at night", body: { rules: [] } };
  const begun = await service.call("/v1/policies/routing/drafts", { body: draft });
  expect(begun.status).toBe(201);
  const { draftId } = begun.body;
  expect(begun.body.problems).toMatchObject([{ code: "malformed", path: "rules" }]);
  const url = `/v1/policies/routing/drafts/${draftId}`;
  expect((await service.call(`${url}/publish`, { body: {} })).status).toBe(422);
  const better = { ...draft, body: shippedRouting };
  const headers = { "if-match": '"1"' };
  const changed = await service.call(url, { method: "PUT", body: better, headers });
  expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
  expect(changed.body.problems.every(({ severity }: { severity: string }) => severity === "warning")).toBe(
    true,
  );
  expect((await service.call(url, { method: "PUT", body: better, headers })).status).toBe(412);
  const stranger = { ...manager, properties: [sisterId] };
  expect((await service.call(`${url}/publish`, { body: {}, as: stranger })).status).toBe(404);
  expect((await service.call(`${url}/publish`, { body: {} })).body.version).toBe(1);
  expect((await service.call(`${url}/publish`, { body: {} })).status).toBe(404);
  const versions = await service.call(`/v1/policies/routing/versions?scope=${propertyId}`);
  expect(versions.body.items).toHaveLength(1);
  const thrown = await service.call("/v1/policies/routing/drafts", { body: better });
  const gone = await service.call(`/v1/policies/routing/drafts/${thrown.body.draftId}`, { method: "DELETE" });
  expect(gone.status).toBe(204);
  expect((await service.call("/v1/policies/routing/drafts")).body.items).toEqual([]);
});

const opened = async (ids: readonly string[]) =>
  eventually(async () => {
    const rows = await service.query<{ id: string; state: { teamId: string; targets: { dueAt: string }[] } }>(
      "select id, state from ticket where id = any($1)",
      [ids],
    );
    expect(rows).toHaveLength(ids.length);
    return new Map(rows.map(({ id, state }) => [id, state]));
  });

test("what a rehearsal says is what happens once the rules are published", async () => {
  const kinds = ["repair", "service", "complaint", "inquiry"] as const;
  const asked = Array.from({ length: 120 }, (_, n) => ({
    propertyId,
    takenBy: agentId,
    kind: kinds[n % 4] ?? "repair",
    category: "other",
    place: `${8 + (n % 6)}0${n % 10}`,
  }));
  const before = asked.map((overrides) => aRequest(overrides));
  for (const request of before) await service.publish(aRequestFact(request));
  const then = await opened(before.map(({ ticketId }) => ticketId));

  const floor = {
    id: "twelfth",
    placeStartsWith: ["12"],
    kinds: ["repair", "service"],
    team: "service_centre",
  };
  const rules = { rules: [floor, ...shippedRouting.rules] };
  const trial = { scope: propertyId, body: rules, listed: 200 };
  const { body: said } = await service.call("/v1/policies/routing/rehearse", { body: trial });
  const moving = new Map<string, string>(
    said.list.map(({ ticketId, to }: { ticketId: string; to: string }) => [ticketId, to]),
  );
  expect(said.moved).toBe(moving.size);
  expect(said.moved).toBeGreaterThan(0);

  expect((await service.call("/v1/policies/routing", { body: trial })).status).toBe(201);
  const after = asked.map((overrides) => aRequest(overrides));
  await eventually(async () => {
    const { body } = await service.call(`/v1/policies/routing?propertyId=${propertyId}`);
    expect(body.body.rules[0].id).toBe("twelfth");
  });
  for (const request of after) await service.publish(aRequestFact(request));
  const now = await opened(after.map(({ ticketId }) => ticketId));
  for (const [n, { ticketId }] of after.entries()) {
    const old = before[n]?.ticketId ?? "";
    expect(now.get(ticketId)?.teamId).toBe(moving.get(old) ?? then.get(old)?.teamId);
  }
  const again = await service.call("/v1/policies/routing/rehearse", { body: trial });
  expect(again.body).toMatchObject({ moved: 0, tickets: 240 });
});

test("promises under a draft are compared; published, they hold for new tickets, and for open ones only on demand", async () => {
  const request = aRequest({ propertyId, takenBy: agentId, kind: "inquiry" });
  await service.publish(aRequestFact(request));
  const [old] = (await opened([request.ticketId])).values();
  const body = {
    ...shippedSla,
    rules: [{ target: "resolution", kinds: ["inquiry"], withinMs: 3_600_000 }, ...shippedSla.rules],
  };
  // A rehearsal of a rule that promises the same to everybody else.
  const said = await service.call("/v1/policies/sla/rehearse", { body: { scope: propertyId, body } });
  expect(said.body.resolution).toMatchObject({ newlyMissed: 0 });
  expect(said.body.resolution.movedDue).toBeGreaterThan(0);
  expect((await service.call("/v1/policies/sla", { body: { scope: propertyId, body } })).status).toBe(201);
  const dueOf = async () => (await service.call(`/v1/tickets/${request.ticketId}`)).body.targets[1].dueAt;
  expect(await dueOf()).toBe(old?.targets[1]?.dueAt);

  const url = "/v1/policies/sla/recalculate";
  const dry = await service.call(url, { body: { propertyId, listed: 1_000 } });
  const mine = dry.body.list.find(
    ({ ticketId, target }: { ticketId: string; target: string }) =>
      ticketId === request.ticketId && target === "resolution",
  );
  expect(mine).toMatchObject({ fromDueAt: old?.targets[1]?.dueAt, breaks: false });
  expect(await dueOf()).toBe(old?.targets[1]?.dueAt);
  const done = await service.call(url, { body: { propertyId, dryRun: false, listed: 1_000 } });
  expect(done.body).toMatchObject({ changed: dry.body.changed, promises: dry.body.promises, skipped: 0 });
  expect(await dueOf()).toBe(mine.dueAt);
  const { body: clocks } = await service.call(`/v1/tickets/${request.ticketId}/clock`);
  expect(clocks.clocks.find(({ name }: { name: string }) => name === "resolution")).toMatchObject({
    dueAt: mine.dueAt,
    allowedMs: 3_600_000,
    policyVersion: mine.policyVersion,
  });
  expect((await service.call(url, { body: { propertyId } })).body.promises).toBe(0);
  const [audited] = await service.query<{ detail: { promises: number } }>(
    "select detail from audit where action = 'policy.recalculate' and subject = $1",
    [propertyId],
  );
  expect(audited?.detail.promises).toBe(done.body.promises);
  expect((await service.call(url, { body: { propertyId: sisterId } })).status).toBe(404);
});
