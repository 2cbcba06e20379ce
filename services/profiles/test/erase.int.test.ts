import { requestReceived } from "@shouwen/contracts/events/request";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anAnonymousRequest, linXiaoyue } from "./customers.ts";
import { openErasures, sealedCopies, someone } from "./erasures.ts";

let at: Awaited<ReturnType<typeof openErasures>>;

beforeAll(async () => {
  at = await openErasures();
  await at.decide({ coolingDays: 0 });
});

afterAll(() => at.service.close());

test("after an erasure no sealed copy, on any topic or in any table, can be opened any more", async () => {
  const { profileId, requestId } = await at.aCustomer();
  await eventually(() => expect(at.statesOf(profileId)).toHaveLength(1));
  const onTopics = () => JSON.stringify([...at.service.log.of(requestId), ...at.service.log.of(profileId)]);
  const copies = sealedCopies(profileId, onTopics(), await at.everyTable());
  expect(copies).toHaveLength(3); // contact, name and words
  const before = await at.service.anotherVault().openMany(copies);
  expect(before.toSorted()).toEqual(
    [
      JSON.stringify({ kind: "phone", value: linXiaoyue.phone }),
      linXiaoyue.name,
      linXiaoyue.words,
    ].toSorted(),
  );

  expect(await at.erase(profileId)).toMatchObject({ status: "erased", displayName: null, contact: null });
  await eventually(() => expect(at.statesOf(profileId).at(-1)?.value).toBeNull());

  const left = sealedCopies(profileId, onTopics(), await at.everyTable());
  expect(left.toSorted()).toEqual(copies.toSorted()); // the copies still lie there, and nobody can read them
  expect(await at.service.anotherVault().openMany(left)).toEqual([null, null, null]);
  expect(await at.service.anotherVault().seal(profileId, "again")).toBeNull();
});

test("what a stranger wrote before they were known lies under their request's key, which dies with their own", async () => {
  const { profileId } = await at.aCustomer();
  const message = { ...anAnonymousRequest(at.here), profileId, channel: "sms" as const };
  const { requestId } = message;
  const sealed = await at.service.anotherVault().seal(requestId, linXiaoyue.words);
  const typed = { ...anAnonymousRequest(at.here), profileId };
  for (const request of [message, typed]) await at.service.publish(requestReceived.of(request));
  const state = `select state -> 'requestKeys' as keys from profiles.profile where id = '${profileId}'`;
  await eventually(async () => expect(await at.service.query(state)).toEqual([{ keys: [requestId] }]));
  expect(await at.service.anotherVault().open(sealed ?? "")).toBe(linXiaoyue.words);
  await at.erase(profileId);
  expect(await at.service.anotherVault().open(sealed ?? "")).toBeNull();
});

test("what a customer said of themselves lies nowhere in clear, at any time", async () => {
  const { profileId, requestId } = await at.aCustomer(someone);
  const clear = /13900007741|慕容知秋/;
  await eventually(() => expect(at.statesOf(profileId)).toHaveLength(1));
  expect(JSON.stringify([...at.service.log.of(requestId), ...at.service.log.of(profileId)])).not.toMatch(
    clear,
  );
  expect(await at.everyTable()).not.toMatch(clear);
  await at.erase(profileId);
  expect(await at.everyTable()).not.toMatch(clear);
});

test("an erased customer is shown as erased, found by nobody, revealed to nobody and not taken in again", async () => {
  const { profileId } = await at.aCustomer();
  const contact = { propertyId: at.here, contact: linXiaoyue.phone };
  const found = async () =>
    (await at.service.call("/v1/profiles/search", { as: at.manager, body: contact })).body.items.map(
      (item: { profileId: string }) => item.profileId,
    );
  expect(await found()).toContain(profileId);
  await at.erase(profileId);
  expect(await found()).not.toContain(profileId);
  expect((await at.view(profileId)).body).toMatchObject({ status: "erased", tier: null, displayName: null });
  const reveal = { as: at.manager, body: { reason: "Curious", fields: ["contact"] } };
  expect(await at.service.call(`/v1/profiles/${profileId}/reveal`, reveal)).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:profile.erased" },
  });
  const { body: audit } = await at.service.call(`/v1/profiles/${profileId}/audit`, { as: at.manager });
  expect(audit.items[0]).toMatchObject({
    action: "profile.reveal_refused",
    fields: ["contact"],
    reason: null,
  });
  const change = { as: at.manager, method: "PUT", body: { tier: "A", displayName: "王小明" } };
  expect((await at.service.call(`/v1/profiles/${profileId}`, change)).status).toBe(409);
  const requestId = await at.asks(profileId);
  await eventually(async () =>
    expect(
      await at.service.query(`select from profiles.last_agg_seq where key = '${requestId}'`),
    ).toHaveLength(1),
  );
  expect((await at.view(profileId)).body.status).toBe("erased");
});

test("a customer whose name or contact was damaged is shown without it, and spoils no list", async () => {
  const { profileId } = await at.aCustomer(someone);
  const damaged = JSON.stringify(`sealed:v1:${profileId}:${"A".repeat(60)}`);
  for (const field of ["displayName", "contact"])
    await at.service.query(
      `update profiles.profile set state = jsonb_set(state, '{data,${field}}', '${damaged}') where id = '${profileId}'`,
    );
  expect(await at.view(profileId)).toMatchObject({ status: 200, body: { displayName: null, contact: null } });
  expect(await at.request(profileId)).toMatchObject({ status: 202 });
  const { status, body } = await at.service.call("/v1/profiles/erasures?limit=200", { as: at.manager });
  expect(status).toBe(200);
  expect(body.items.map((item: { profileId: string }) => item.profileId)).toContain(profileId);
});

test("an erasure that broke off in between is finished by the clock, and meanwhile shows nothing", async () => {
  const { profileId } = await at.aCustomer();
  await at.service.query("revoke execute on function vault.erase(text, text) from profiles");
  await at.request(profileId);
  await at.confirm(profileId);
  await eventually(async () =>
    expect((await at.view(profileId)).body).toMatchObject({ status: "erased", contact: null }),
  );
  expect(at.statesOf(profileId).map(({ value }) => value)).not.toContain(null);
  await at.service.query("grant execute on function vault.erase(text, text) to profiles");
  await eventually(() => expect(at.statesOf(profileId).at(-1)?.value).toBeNull());
  const copies = sealedCopies(profileId, JSON.stringify(at.service.log.of(profileId)));
  expect(await at.service.anotherVault().openMany(copies)).toEqual(copies.map(() => null));
});

test("every state is said again each day: who is known under the next number, who was erased as a tombstone", async () => {
  const known = await at.aCustomer();
  const gone = await at.aCustomer();
  await at.erase(gone.profileId);
  await eventually(() => expect(at.statesOf(gone.profileId)).toHaveLength(3));
  await at.service.query("delete from profiles.cron_run");
  await eventually(() => {
    const [first, second] = at.statesOf(known.profileId);
    expect(second?.value).toEqual(first?.value);
    expect(Number(second?.headers.ce_aggseq)).toBeGreaterThan(Number(first?.headers.ce_aggseq));
    const values = at.statesOf(gone.profileId).map(({ value }) => value);
    expect(values).toEqual([expect.anything(), expect.anything(), null, null]);
  });
});
