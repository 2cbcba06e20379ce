import { aProperty } from "@shouwen/service-test-kit/facts";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aRequestOf, linXiaoyue } from "./customers.ts";
import { group, openErasures, reason, someone } from "./erasures.ts";

let at: Awaited<ReturnType<typeof openErasures>>;

beforeAll(async () => {
  at = await openErasures();
  await at.decide({ coolingDays: 0 });
});

afterAll(() => at.service.close());

test("erasing twice is refused, confirming twice says it once, and the audit names who asked for it, who confirmed it, and why", async () => {
  const { profileId } = await at.aCustomer();
  const first = await at.erase(profileId);
  expect(await at.request(profileId)).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:profile.erased" },
  });
  expect((await at.confirm(profileId)).body).toEqual(first);
  await eventually(() => expect(at.statesOf(profileId)).toHaveLength(3));
  // Facts and states lie on two topics, which are read side by side.
  await eventually(() => {
    const facts = at.factsOf(profileId);
    expect(facts.map(({ headers }) => [headers.ce_type, headers.ce_aggseq])).toEqual([
      ["profile.registered.v1", "1"],
      ["profile.erasure_requested.v1", "2"],
      ["profile.erased.v1", "3"],
    ]);
  });
  const { body } = await at.service.call(`/v1/profiles/${profileId}/audit`, { as: at.manager });
  expect(body.items).toMatchObject([
    { actor: "stf_paula", action: "profile.erase" },
    { actor: "stf_paula", action: "profile.erasure_confirm" },
    { actor: "stf_henry", action: "profile.erasure_request", reason },
  ]);
});

test("an erasure needs a second person: who asked for it does not confirm it", async () => {
  const { profileId } = await at.aCustomer();
  await at.request(profileId);
  expect(await at.confirm(profileId, at.manager)).toMatchObject({
    status: 403,
    body: { type: "urn:shouwen:problem:profile.erasure_needs_second_person" },
  });
  expect((await at.view(profileId)).body).toMatchObject({ status: "known", erasure: { confirmedBy: null } });
  await at.withdraw(profileId);
});

test("an erasure cools for three days unless the group says otherwise: it is confirmed, and nothing is destroyed yet", async () => {
  await at.decide({ coolingDays: 3 });
  const { profileId } = await at.aCustomer();
  const { body } = await at.request(profileId);
  expect(body.erasure).toMatchObject({ requestedBy: "stf_henry", reason, confirmedBy: null });
  const { requestedAt, eraseAt } = body.erasure;
  expect(Date.parse(eraseAt) - Date.parse(requestedAt)).toBe(3 * 24 * 60 * 60 * 1000);
  expect((await at.confirm(profileId)).body).toMatchObject({
    status: "known",
    erasure: { confirmedBy: "stf_paula" },
  });
  const armed = `select fire_at from profiles.timer where aggregate_id = '${profileId}'`;
  expect(await at.service.query(armed)).toEqual([{ fire_at: new Date(eraseAt) }]);
  const { body: list } = await at.service.call("/v1/profiles/erasures", { as: at.manager });
  expect(list.items.map(({ profileId: id }: { profileId: string }) => id)).toContain(profileId);

  // Three days later.
  await at.service.query(
    `update profiles.profile set state = jsonb_set(state, '{erasure,eraseAt}', to_jsonb(now()::text)) where id = '${profileId}'`,
  );
  await at.service.query(
    `update profiles.timer set fire_at = (select (state->'erasure'->>'eraseAt')::timestamptz from profiles.profile where id = '${profileId}') where aggregate_id = '${profileId}'`,
  );
  await eventually(async () => expect((await at.view(profileId)).body.status).toBe("erased"));
  await at.decide({ coolingDays: 0 });
});

test("from the request on nobody opens the customer's data, and others are told; withdrawn, all is as it was", async () => {
  const { profileId } = await at.aCustomer();
  const reveal = () =>
    at.service.call(`/v1/profiles/${profileId}/reveal`, {
      as: at.manager,
      body: { reason: "To call back", fields: ["contact"] },
    });
  expect((await reveal()).status).toBe(200);
  await at.request(profileId);
  expect(await reveal()).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:profile.erasure_requested" },
  });
  await eventually(() =>
    expect(at.statesOf(profileId).at(-1)?.value).toMatchObject({ erasureRequestedAt: expect.any(String) }),
  );
  const audited = async () =>
    (await at.service.call(`/v1/profiles/${profileId}/audit`, { as: at.manager })).body.items;
  const [refused, asked, ...before] = await audited();
  const fields = ["contact"];
  const refusal = { actor: "stf_henry", action: "profile.reveal_refused", fields };
  expect(refused, "why they wanted to see it is sealed with the customer's key").toMatchObject({
    ...refusal,
    reason: null,
  });
  expect(asked).toMatchObject({ action: "profile.erasure_request", reason });
  expect(before).toMatchObject([{ action: "profile.reveal", fields, reason: null }]);
  expect((await at.withdraw(profileId)).body).toMatchObject({ status: "known", erasure: null });
  expect(await audited()).toMatchObject([
    { action: "profile.erasure_withdraw", reason: "They changed their mind" },
    { ...refusal, reason: "To call back" },
    { action: "profile.erasure_request", reason },
    { action: "profile.reveal", fields, reason: "To call back" },
  ]);
  expect(await reveal()).toMatchObject({ status: 200, body: { contact: { value: linXiaoyue.phone } } });
  await eventually(() => {
    expect(at.statesOf(profileId).at(-1)?.value).not.toHaveProperty("erasureRequestedAt");
    const facts = at.factsOf(profileId);
    expect(facts.map(({ headers }) => headers.ce_type)).toEqual([
      "profile.registered.v1",
      "profile.erasure_requested.v1",
      "profile.erasure_withdrawn.v1",
    ]);
  });
  expect((await at.withdraw(profileId)).body.type).toBe("urn:shouwen:problem:profile.erasure_not_requested");
});

test("no step of an erasure is taken that the audit cannot hold", async () => {
  const { profileId } = await at.aCustomer();
  const withoutAudit = async (step: () => Promise<{ status: number }>) => {
    await at.service.query("revoke insert on profiles.audit from profiles");
    try {
      return (await step()).status;
    } finally {
      await at.service.query("grant insert on profiles.audit to profiles");
    }
  };
  const erasure = async () => (await at.view(profileId)).body.erasure;
  const steps = [at.withdraw, at.confirm];
  expect(await withoutAudit(() => at.request(profileId))).toBe(500);
  expect(await erasure()).toBeNull();
  await at.decide({ coolingDays: 3 });
  expect((await at.request(profileId)).status).toBe(202);
  const asked = await erasure();
  for (const step of steps) expect(await withoutAudit(() => step(profileId))).toBe(500);
  expect(await erasure()).toEqual(asked);
  expect((await at.withdraw(profileId)).status).toBe(200);
  await at.decide({ coolingDays: 0 });
});

test("one property's people erase nobody whom another property knows, too", async () => {
  const there = `${at.here}_there`;
  await at.service.publish(aProperty({ propertyId: there }));
  const { profileId } = await at.aCustomer();
  await at.service.publish(
    await aRequestOf(at.service.anotherVault(), { profileId, propertyId: there, customer: linXiaoyue }),
  );
  await eventually(async () => expect((await at.view(profileId)).body.isKnownElsewhere).toBe(true));
  expect((await at.view(profileId)).body.propertyIds).toEqual([at.here]);
  const refused = {
    status: 403,
    body: { type: "urn:shouwen:problem:profile.needs_all_properties" },
  };
  expect(await at.request(profileId)).toMatchObject(refused);
  const stranger = { ...at.manager, properties: [`${at.here}_elsewhere`] };
  expect((await at.request(profileId, stranger)).status).toBe(404);
  const ofBoth = { ...at.manager, properties: [at.here, there] };
  expect((await at.request(profileId, ofBoth)).status).toBe(202);
  expect(await at.confirm(profileId)).toMatchObject(refused);
  expect(await at.withdraw(profileId, at.second)).toMatchObject(refused);
  expect((await at.confirm(profileId, group)).status).toBe(200);
  await eventually(async () => expect((await at.view(profileId)).body.status).toBe("erased"));
});

test("the reason of an erasure outlives the customer, so it is kept without what names them", async () => {
  const { profileId } = await at.aCustomer(someone);
  const told = `${someone.name} (13900007741, 身份证 110101 19900307 1234) 要求删除 1203 入住 2026.12.01-2026.12.05`;
  const body = { reason: told };
  await at.service.call(`/v1/profiles/${profileId}/erasure`, { as: at.manager, body });
  await at.confirm(profileId);
  await eventually(() => at.isErased(profileId));
  const { body: audit } = await at.service.call(`/v1/profiles/${profileId}/audit`, { as: at.manager });
  expect(audit.items.at(-1).reason).toBe("*** (***, 身份证 ***) 要求删除 1203 入住 2026.12.01-2026.12.05");
  expect(await at.everyTable()).not.toMatch(/13900007741|慕容知秋|19900307/);
});

test("the reason of a reveal is read in the audit as long as the customer is known, and lies sealed", async () => {
  const { profileId } = await at.aCustomer(someone);
  const body = { reason: `给${someone.name}回电`, fields: ["contact"] };
  expect((await at.service.call(`/v1/profiles/${profileId}/reveal`, { as: at.manager, body })).status).toBe(
    200,
  );
  const reasons = async () =>
    (await at.service.call(`/v1/profiles/${profileId}/audit`, { as: at.manager })).body.items.map(
      (item: { reason: string | null }) => item.reason,
    );
  expect(await reasons()).toEqual([body.reason]);
  expect(await at.everyTable()).not.toMatch(/慕容知秋/);
  await at.erase(profileId);
  expect((await reasons()).at(-1)).toBeNull();
});

test("only a manager erases", async () => {
  const { profileId } = await at.aCustomer();
  const supervisor = { ...at.manager, roles: ["supervisor"] };
  for (const attempt of [at.request, at.confirm, at.withdraw])
    expect((await attempt(profileId, supervisor)).status).toBe(403);
  expect((await at.view(profileId)).body).toMatchObject({ status: "known", erasure: null });
});

test("a customer unknown to the asker's properties is not found, unless the group decides that its customers are everybody's", async () => {
  const { profileId } = await at.aCustomer(someone);
  const there = `${at.here}_there`;
  await at.service.publish(aProperty({ propertyId: there }));
  const stranger = { ...at.manager, sub: "stf_nina", properties: [there] };
  const body = { propertyId: there, contact: someone.phone };
  const found = async () => {
    const search = await at.service.call("/v1/profiles/search", { as: stranger, body });
    return search.body.items?.map((item: { profileId: string }) => item.profileId);
  };
  const reveal = () =>
    at.service.call(`/v1/profiles/${profileId}/reveal`, {
      as: stranger,
      body: { reason: "Checking in", fields: ["displayName"] },
    });
  await eventually(async () => expect(await found()).toEqual([]));
  expect((await reveal()).status).toBe(404);

  await at.decide({ scope: "group", coolingDays: 0 });
  expect(await found()).toContain(profileId);
  expect((await reveal()).body).toEqual({ profileId, displayName: someone.name });
  const as = stranger;
  expect((await at.request(profileId, as)).body.type).toBe(
    "urn:shouwen:problem:profile.needs_all_properties",
  );

  await at.decide({ scope: "property", coolingDays: 0 });
  expect((await reveal()).status).toBe(404);
});

test("whose the customers are is the group's to decide, and nobody decides it for one property", async () => {
  const body = { scope: at.here, body: { scope: "group" } };
  const published = await at.service.call("/v1/policies/customers", { as: at.manager, body });
  expect(published.status).toBe(422);
  const forTheGroup = { ...body, scope: "group" };
  const refused = await at.service.call("/v1/policies/customers", { as: at.manager, body: forTheGroup });
  expect(refused.status).toBe(403);
});
