import { requestReceived } from "@shouwen/contracts/events/request";
import { newId } from "@shouwen/event-bus/ids";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anAnonymousRequest, aRequestOf, type Customer, linXiaoyue } from "./customers.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
let here: string;
let there: string;

const somebody = (role: string, ...properties: string[]): Bearer => ({
  sub: `stf_${role}`,
  roles: [role],
  properties,
});

beforeAll(async () => {
  service = await openService();
  here = `prp_${service.own}_here`;
  there = `prp_${service.own}_there`;
  await service.publish(aProperty({ propertyId: here }));
  await service.publish(aProperty({ propertyId: there, countryCode: "HK" }));
});

afterAll(() => service.close());

const asks = async (profileId: string, propertyId: string, customer: Customer = linXiaoyue) =>
  service.publish(await aRequestOf(service.anotherVault(), { profileId, propertyId, customer }));

const seenBy = (bearer: Bearer, profileId: string) =>
  service.call(`/v1/profiles/${profileId}`, { as: bearer });

/** A customer of a property, as soon as they are known. */
const aCustomer = async (propertyId = here, customer = linXiaoyue): Promise<string> => {
  const profileId = newId("pro");
  await asks(profileId, propertyId, customer);
  await eventually(async () =>
    expect((await seenBy(somebody("agent", propertyId), profileId)).status).toBe(200),
  );
  return profileId;
};

test("whoever asks is known from then on, under the id that intake minted, and is shown masked", async () => {
  const profileId = await aCustomer();
  const { body } = await seenBy(somebody("staff", here), profileId);
  expect(body).toMatchObject({
    profileId,
    status: "known",
    propertyIds: [here],
    tier: "C",
    displayName: "林**",
    contact: { kind: "phone", value: "+86138****8000" },
  });
  await eventually(() =>
    expect(service.log.of(profileId)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: expect.objectContaining({ propertyId: here, tier: "C" }) }),
        expect.objectContaining({ value: expect.objectContaining({ propertyIds: [here] }) }),
      ]),
    ),
  );
});

test("a request of nobody who can be named is nobody's profile", async () => {
  const known = () =>
    service.query(`select id from profiles.profile where property_ids @> '{${here}}' order by id`);
  const before = await known();
  const request = anAnonymousRequest(here);
  await service.publish(requestReceived.of(request));
  await eventually(async () => {
    const heard = await service.query(
      `select 1 from profiles.last_agg_seq where key = '${request.requestId}'`,
    );
    expect(heard).toHaveLength(1);
  });
  expect(await known()).toEqual(before);
});

test("a customer is found by however their number is written, and only where they are known", async () => {
  const customer = { ...linXiaoyue, phone: "+8613912345678" };
  const profileId = await aCustomer(here, customer);
  const search = (as: Bearer, propertyId: string, contact: string) =>
    service.call("/v1/profiles/search", { as, body: { propertyId, contact } });
  const agent = somebody("agent", here);
  for (const contact of ["139 1234 5678", "+86 139-1234-5678", "0086 13912345678"])
    expect((await search(agent, here, contact)).body.items, contact).toMatchObject([{ profileId }]);
  expect((await search(agent, here, "13912345679")).body).toEqual({ items: [] });
  expect((await search(somebody("agent", there), there, "+8613912345678")).body).toEqual({ items: [] });
  expect((await search(agent, there, "13912345678")).status).toBe(404);
  expect((await search(somebody("staff", here), here, "13912345678")).status).toBe(403);
});

test("another property's customer is not found, until they ask there as well", async () => {
  const profileId = await aCustomer();
  const stranger = somebody("manager", there);
  const body = { reason: "Curious", fields: ["contact"] };
  expect((await seenBy(stranger, profileId)).status).toBe(404);
  for (const path of ["reveal", "erasure", "erasure/confirm", "erasure/withdraw"])
    expect((await service.call(`/v1/profiles/${profileId}/${path}`, { as: stranger, body })).status).toBe(
      404,
    );
  expect((await service.call(`/v1/profiles/${profileId}/audit`, { as: stranger })).status).toBe(404);
  const change = { as: stranger, method: "PUT", body: { tier: "A" } };
  expect((await service.call(`/v1/profiles/${profileId}`, change)).status).toBe(404);

  await asks(profileId, there);
  await eventually(async () =>
    expect((await seenBy(stranger, profileId)).body).toMatchObject({
      propertyIds: [there],
      isKnownElsewhere: true,
    }),
  );
  const { body: audit } = await service.call(`/v1/profiles/${profileId}/audit`, { as: stranger });
  expect(audit.items).toEqual([]);
});

test("under the people's role, SQL sees customers of the properties that are set, and without any none", async () => {
  const mine = await aCustomer(here);
  const both = await aCustomer(there);
  await asks(both, here);
  await eventually(async () => expect((await seenBy(somebody("agent", here), both)).status).toBe(200));
  const client = new pg.Client({ connectionString: service.peopleUrl });
  await client.connect();
  const seen = async (properties: string) => {
    await client.query("select set_config('shouwen.properties', $1, false)", [properties]);
    const text = "select id from profile where id = any($1)";
    return new Set((await client.query<{ id: string }>(text, [[mine, both]])).rows.map(({ id }) => id));
  };
  expect(await seen(here)).toEqual(new Set([mine, both]));
  expect(await seen(there)).toEqual(new Set([both]));
  expect(await seen("")).toEqual(new Set());
  expect(await seen("*")).toEqual(new Set([mine, both]));
  await expect(client.query("select from audit")).rejects.toThrow(/permission denied/);
  await client.end();
});

test("every reveal says who, when, why and which fields, and never what stood in them", async () => {
  const profileId = await aCustomer();
  const reveal = (as: Bearer, body: unknown) =>
    service.call(`/v1/profiles/${profileId}/reveal`, { as, body });
  const agent = somebody("agent", here);
  const phone = await reveal(agent, { reason: "Calling back", fields: ["contact"] });
  expect(phone.body).toEqual({ profileId, contact: { kind: "phone", value: linXiaoyue.phone } });
  expect(phone.headers.get("cache-control")).toBe("no-store");
  const name = await reveal(agent, { reason: "Addressing a letter", fields: ["displayName"] });
  expect(name.body).toEqual({ profileId, displayName: linXiaoyue.name });

  expect((await reveal(somebody("staff", here), { reason: "Curious", fields: ["contact"] })).status).toBe(
    403,
  );
  expect((await reveal(agent, { fields: ["contact"] })).status).toBe(400);
  expect((await reveal(agent, { reason: "Calling back", fields: [] })).status).toBe(400);

  const page = async (query: string) =>
    (await service.call(`/v1/profiles/${profileId}/audit${query}`, { as: somebody("manager", here) })).body;
  const { items } = await page("");
  expect(items).toMatchObject([
    { actor: "stf_agent", action: "profile.reveal", fields: ["displayName"], reason: "Addressing a letter" },
    { actor: "stf_agent", action: "profile.reveal", fields: ["contact"], reason: "Calling back" },
  ]);
  const first = await page("?limit=1");
  expect(first.items).toEqual([items[0]]);
  expect(await page(`?limit=1&cursor=${first.next}`)).toEqual({ items: [items[1]], next: null });
  const rows = await service.query(`select row_to_json(a)::text as row from profiles.audit a`);
  expect(JSON.stringify(rows)).not.toMatch(/13800138000|林晓月/);
});

test("a supervisor corrects a customer; the new name is sealed, and saying it twice says it once", async () => {
  const profileId = await aCustomer();
  const change = (as: Bearer, body: unknown) =>
    service.call(`/v1/profiles/${profileId}`, { as, method: "PUT", body });
  const supervisor = somebody("supervisor", here);
  const first = await change(supervisor, { tier: "A", displayName: "王小明" });
  expect(first.body).toMatchObject({ tier: "A", language: "zh-CN", displayName: "王**" });
  const again = await change(supervisor, { tier: "A", displayName: "王小明" });
  expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
  expect((await change(somebody("agent", here), { tier: "A" })).status).toBe(403);
  expect((await change(supervisor, { tier: "Z" })).status).toBe(400);
  // The facts are on another topic, and may be seen after the state.
  const lastState = () =>
    service.log.of(profileId).findLast(({ topic }) => topic === "shouwen.profile_state");
  await eventually(() =>
    expect(lastState()?.value).toMatchObject({
      tier: "A",
      displayName: expect.stringMatching(new RegExp(`^sealed:v1:${profileId}:`)),
    }),
  );
});

test("a customer says nothing new about themselves: asking again is told to nobody", async () => {
  const profileId = await aCustomer();
  await asks(profileId, here);
  await asks(profileId, there);
  await eventually(() => {
    const states = service.log.of(profileId).filter(({ topic }) => topic === "shouwen.profile_state");
    expect(states.map(({ value }) => (value as { propertyIds: string[] }).propertyIds)).toEqual([
      [here],
      [here, there],
    ]);
  });
});
