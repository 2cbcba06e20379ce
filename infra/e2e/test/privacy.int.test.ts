import { join } from "node:path";
import { rolePasswords } from "@shouwen/cli/stack/secrets";
import { eventually } from "@shouwen/test-kit/eventually";
import { followTopics, type TopicLog } from "@shouwen/test-kit/topic-log";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { erase } from "../src/erase.ts";
import { houseOf, managerOf } from "../src/people.ts";
import { openPlatform, type Platform } from "../src/platform.ts";
import { ask, good, newPhone, ticketThat } from "../src/ticket.ts";

let platform: Platform;
let topics: TopicLog;

beforeAll(async () => {
  platform = await openPlatform();
  const { brokers } = platform.stack.kafka;
  topics = await followTopics({
    brokers,
    topics: ["shouwen.request", "shouwen.ticket", "shouwen.profile_state"],
  });
});
afterAll(() => topics?.close());

const options = { kind: "inquiry", category: "front_office/check_out", words: "可以延迟退房吗" };

/** A connection as one of a service's roles, as an operator's query tool would make it. */
const connectAs = async (role: string): Promise<pg.Client> => {
  const url = new URL(platform.stack.postgres.url);
  url.username = role;
  url.password = rolePasswords(platform.folder)(role);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
};

const idsSeen = async (client: pg.Client, properties: string, ids: readonly string[]): Promise<string[]> => {
  await client.query("begin");
  await client.query("select set_config('shouwen.properties', $1, true)", [properties]);
  const { rows } = await client.query<{ id: string }>("select id from ticket where id = any($1)", [ids]);
  await client.query("commit");
  return rows.map(({ id }) => id);
};

test("each house sees its own tickets only: the other's is not found, over HTTP and in the database", async () => {
  const [lakeside, riverside] = [await houseOf("lakeside"), await houseOf("riverside")];
  const [maya, nina] = [await platform.as(lakeside.agents[0]!), await platform.as(riverside.agents[0]!)];
  const ours = await ask(maya, lakeside, { ...options, phone: newPhone() });
  const theirs = await ask(nina, riverside, { ...options, phone: newPhone() });
  await ticketThat(maya, ours, () => true);
  await ticketThat(nina, theirs, () => true);

  const problem = { type: expect.stringMatching(/ticket\.not_(found|yet)$/) };
  expect(await nina.get(`/v1/tickets/${ours}`)).toMatchObject({ status: 404, body: problem });
  expect(await maya.get(`/v1/tickets/${theirs}`)).toMatchObject({ status: 404, body: problem });
  expect(await maya.post(`/v1/tickets/${theirs}/notes`, { text: "hello" })).toMatchObject({ status: 404 });
  const { items } = good<{ items: { propertyId: string }[] }>(await maya.get("/v1/tickets?limit=200"));
  expect(new Set(items.map(({ propertyId }) => propertyId))).toEqual(new Set(["prp_lakeside"]));

  const people = await connectAs("routing_people");
  try {
    expect(await idsSeen(people, "prp_lakeside", [ours, theirs])).toEqual([ours]);
    expect(await idsSeen(people, "prp_riverside", [ours, theirs])).toEqual([theirs]);
    expect(await idsSeen(people, "", [ours, theirs])).toEqual([]);
    expect((await people.query("select id from ticket")).rows, "unset sees nothing").toEqual([]);
  } finally {
    await people.end();
  }
});

const sealedIn = (value: unknown): string[] => {
  if (typeof value === "string") return value.startsWith("sealed:") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(sealedIn) : [];
};

test("an erased customer cannot be read any more: neither by people, nor in what lies on the topics", async () => {
  const house = await houseOf("oldtown");
  const agent = await platform.as(house.agents[0]!);
  const manager = await platform.as(managerOf(house));
  const ticketId = await ask(agent, house, { ...options, phone: newPhone() });
  const { profileId } = await ticketThat(agent, ticketId, () => true);
  const machine = new pg.Pool({ connectionString: platform.stack.postgres.services.intake, max: 1 });
  const masterKey = readMasterKey(join(platform.folder.secrets, "vault-master.key"));
  const vault = createVault({
    masterKey,
    query: async (text, values) => (await machine.query(text, values)).rows,
  });

  const reveal = { fields: ["contact", "displayName"], reason: "the journey of an erased customer" };
  await eventually(async () =>
    expect(good(await manager.post(`/v1/profiles/${profileId}/reveal`, reveal))).toMatchObject({
      displayName: "王女士",
    }),
  );
  const copies = await eventually(() => {
    const requestId = ticketId.replace("tic_", "req_");
    const records = [requestId, ticketId, profileId ?? ""].map((key) => topics.of(key));
    expect(records.every(({ length }) => length > 0)).toBe(true);
    return sealedIn(records.flat().map(({ value }) => value));
  });
  expect(await vault.openMany(copies), "with the keys they can be read").not.toContain(null);

  await erase(platform, { manager, profileId: profileId ?? "" });
  await eventually(async () => {
    vault.forget(profileId ?? "");
    expect(await vault.openMany(copies)).toEqual(copies.map(() => null));
  });
  const again = await manager.post(`/v1/profiles/${profileId}/reveal`, reveal);
  expect(again.status).toBeGreaterThanOrEqual(400);
  await eventually(() => expect(topics.of(profileId ?? "").at(-1)?.value, "a tombstone follows").toBeNull());
  await machine.end();
});
