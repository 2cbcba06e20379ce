import { newId } from "@shouwen/event-bus/ids";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequestOf, linXiaoyue } from "./customers.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
let here: string;
let manager: Bearer;

beforeAll(async () => {
  house = await openHouse();
  here = `prp_${house.own}`;
  manager = { sub: "stf_henry", roles: ["manager"], properties: [here] };
  await house.hear(aProperty(here));
});

afterAll(() => house.close());

const view = (profileId: string) => house.call(`/v1/profiles/${profileId}`, { as: manager });
const erase = (profileId: string) =>
  house.call(`/v1/profiles/${profileId}/erase`, { as: manager, method: "POST" });

/** Somebody of whom no other test on the same topics says a word. */
const someone = {
  ...linXiaoyue,
  name: "尉迟晓月",
  phone: "+8613900007731",
  words: "我是尉迟晓月，请打 13900007731",
};

const asks = async (profileId: string, customer = linXiaoyue) => {
  const fact = await aRequestOf(house.anotherVault(), { profileId, propertyId: here, customer });
  await house.hear(fact);
  return (fact.data as { requestId: string }).requestId;
};

/** A customer who is known, with the request by which they are. */
const aCustomer = async (customer = linXiaoyue) => {
  const profileId = newId("pro");
  const requestId = await asks(profileId, customer);
  await eventually(async () => expect((await view(profileId)).status).toBe(200));
  return { profileId, requestId };
};

/** All that lies in any table of the service, as text. */
const everyTable = async (): Promise<string> => {
  const tables = await house.admin(
    "select c.relname as name from pg_class c where c.relnamespace = 'profiles'::regnamespace and c.relkind in ('r', 'p')",
  );
  const rows = await Promise.all(
    tables.map(({ name }) => house.admin(`select row_to_json(t)::text as row from profiles."${name}" t`)),
  );
  return JSON.stringify(rows);
};

const statesOf = (profileId: string) =>
  house.log.of(profileId).filter(({ topic }) => topic === "shouwen.profile_state");

const sealedCopies = (profileId: string, ...texts: string[]): string[] => [
  ...new Set(texts.join("\n").match(new RegExp(`sealed:v1:${profileId}:[A-Za-z0-9_-]+`, "g"))),
];

test("after an erasure no sealed copy, on any topic or in any table, can be opened any more", async () => {
  const { profileId, requestId } = await aCustomer();
  await eventually(() => expect(statesOf(profileId)).toHaveLength(1));
  const onTopics = () => JSON.stringify([...house.log.of(requestId), ...house.log.of(profileId)]);
  const copies = sealedCopies(profileId, onTopics(), await everyTable());
  expect(copies).toHaveLength(3); // contact, name and words
  const before = await house.anotherVault().openMany(copies);
  expect(before.toSorted()).toEqual(
    [
      JSON.stringify({ kind: "phone", value: linXiaoyue.phone }),
      linXiaoyue.name,
      linXiaoyue.words,
    ].toSorted(),
  );

  expect((await erase(profileId)).body).toMatchObject({ status: "erased", displayName: null, contact: null });
  await eventually(() => expect(statesOf(profileId).at(-1)?.value).toBeNull());

  const left = sealedCopies(profileId, onTopics(), await everyTable());
  expect(left.toSorted()).toEqual(copies.toSorted()); // the copies still lie there, and nobody can read them
  expect(await house.anotherVault().openMany(left)).toEqual([null, null, null]);
  expect(await house.anotherVault().seal(profileId, "again")).toBeNull();
});

test("what a customer said of themselves lies nowhere in clear, at any time", async () => {
  const { profileId, requestId } = await aCustomer(someone);
  const clear = /13900007731|尉迟晓月/;
  await eventually(() => expect(statesOf(profileId)).toHaveLength(1));
  expect(JSON.stringify([...house.log.of(requestId), ...house.log.of(profileId)])).not.toMatch(clear);
  expect(await everyTable()).not.toMatch(clear);
  await erase(profileId);
  expect(await everyTable()).not.toMatch(clear);
});

test("an erased customer is shown as erased, found by nobody, revealed to nobody and not taken in again", async () => {
  const { profileId } = await aCustomer();
  const contact = { propertyId: here, contact: linXiaoyue.phone };
  const found = async () =>
    (await house.call("/v1/profiles/search", { as: manager, body: contact })).body.items.map(
      (item: { profileId: string }) => item.profileId,
    );
  expect(await found()).toContain(profileId);
  await erase(profileId);
  expect(await found()).not.toContain(profileId);
  expect((await view(profileId)).body).toMatchObject({ status: "erased", tier: null, displayName: null });
  const reveal = { as: manager, body: { reason: "Curious", fields: ["contact"] } };
  expect(await house.call(`/v1/profiles/${profileId}/reveal`, reveal)).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:profile.erased" },
  });
  const change = { as: manager, method: "PUT", body: { tier: "A", displayName: "王小明" } };
  expect((await house.call(`/v1/profiles/${profileId}`, change)).status).toBe(409);
  const requestId = await asks(profileId);
  await eventually(async () =>
    expect(await house.admin(`select from profiles.last_agg_seq where key = '${requestId}'`)).toHaveLength(1),
  );
  expect((await view(profileId)).body.status).toBe("erased");
});

test("erasing twice says it once, and the audit names who did it", async () => {
  const { profileId } = await aCustomer();
  const [first, second] = [await erase(profileId), await erase(profileId)];
  expect(second).toMatchObject({ status: 200, body: first.body });
  await eventually(() => expect(statesOf(profileId)).toHaveLength(2));
  // Facts and states lie on two topics, which are read side by side.
  await eventually(() => {
    const facts = house.log.of(profileId).filter(({ topic }) => topic === "shouwen.profile");
    expect(facts.map(({ headers }) => [headers.ce_type, headers.ce_aggseq])).toEqual([
      ["profile.registered.v1", "1"],
      ["profile.erased.v1", "2"],
    ]);
  });
  const { body } = await house.call(`/v1/profiles/${profileId}/audit`, { as: manager });
  expect(body.items).toMatchObject([{ actor: "stf_henry", action: "profile.erase" }]);
});

test("only a manager erases", async () => {
  const { profileId } = await aCustomer();
  const supervisor = { ...manager, roles: ["supervisor"] };
  const attempt = { as: supervisor, method: "POST" };
  expect((await house.call(`/v1/profiles/${profileId}/erase`, attempt)).status).toBe(403);
  expect((await view(profileId)).body.status).toBe("known");
});

test("an erasure that broke off in between is finished by the clock, and meanwhile shows nothing", async () => {
  const { profileId } = await aCustomer();
  await house.admin("revoke execute on function vault.erase(text, text) from profiles");
  expect((await erase(profileId)).status).toBe(500);
  expect((await view(profileId)).body).toMatchObject({ status: "erased", contact: null });
  expect(statesOf(profileId).map(({ value }) => value)).not.toContain(null);
  await house.admin("grant execute on function vault.erase(text, text) to profiles");
  await eventually(() => expect(statesOf(profileId).at(-1)?.value).toBeNull(), { timeoutMs: 15_000 });
  const copies = sealedCopies(profileId, JSON.stringify(house.log.of(profileId)));
  expect(await house.anotherVault().openMany(copies)).toEqual(copies.map(() => null));
});

test("every state is said again each day: who is known under the next number, who was erased as a tombstone", async () => {
  const known = await aCustomer();
  const gone = await aCustomer();
  await erase(gone.profileId);
  await eventually(() => expect(statesOf(gone.profileId)).toHaveLength(2));
  await house.admin("delete from profiles.cron_run");
  await eventually(
    () => {
      const [first, second] = statesOf(known.profileId);
      expect(second?.value).toEqual(first?.value);
      expect(Number(second?.headers.ce_aggseq)).toBeGreaterThan(Number(first?.headers.ce_aggseq));
      expect(statesOf(gone.profileId).map(({ value }) => value)).toEqual([expect.anything(), null, null]);
    },
    { timeoutMs: 15_000 },
  );
});
