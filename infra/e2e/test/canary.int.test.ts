import { topics } from "@shouwen/contracts/catalogue";
import { eventually } from "@shouwen/test-kit/eventually";
import { followTopics, type TopicLog } from "@shouwen/test-kit/topic-log";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCanary, keptSpans, logLinesNaming, namedIn, spansNaming, tablesNaming } from "../src/canary.ts";
import { erase } from "../src/erase.ts";
import { admin, houseOf, managerOf } from "../src/people.ts";
import { openPlatform, type Platform, type Someone } from "../src/platform.ts";
import { callBack, good, ticketThat, work } from "../src/ticket.ts";

const canary = aCanary();
const { phone, name, text } = canary;
let platform: Platform;
let log: TopicLog;
let house: Awaited<ReturnType<typeof houseOf>>;
let agent: Someone;
let manager: Someone;
let group: Someone;

beforeAll(async () => {
  platform = await openPlatform();
  const names = topics.map((topic) => topic.name);
  log = await followTopics({ brokers: platform.stack.kafka.brokers, topics: names });
  house = await houseOf("oldtown");
  agent = await platform.as(house.agents[0]!);
  manager = await platform.as(managerOf(house));
  group = await platform.as(admin);
});
afterAll(() => log?.close());

/** Routing masks the name of a customer as soon as it has heard it; workforce takes notes about them from then on. */
const isKnownTo = async (service: "routing" | "workforce", profileId: string): Promise<void> => {
  const client = new pg.Client({ connectionString: platform.stack.postgres.url });
  await client.connect();
  try {
    const query = `select from ${service}.known_state where topic = 'shouwen.profile_state' and id = $1`;
    await eventually(async () => expect((await client.query(query, [profileId])).rowCount).toBe(1));
  } finally {
    await client.end();
  }
};

const providerKey = {
  "x-provider-key": process.env.PROVIDER_SECRET ?? "embedded-stack-only-provider-secret",
};

/** Nobody knows them yet: what they write is sealed with their request's own key. */
const writtenAsStranger = async (): Promise<string> => {
  const { phone: to } = good<{ phone: string }>(await agent.get(`/v1/properties/${house.propertyId}`));
  const inbound = { inboundId: crypto.randomUUID(), from: `+86${phone}`, to, text };
  const { messageId } = good<{ messageId: string }>(
    await agent.post("/v1/inbound/sms", inbound, providerKey),
  );
  const request = `/v1/requests/${messageId.replace("msg_", "req_")}`;
  await eventually(async () => expect((await agent.get(request)).status).toBe(200));
  const { body } = await manager.get(`/v1/messages/${messageId}`);
  expect(namedIn(JSON.stringify(body), canary), "people at the desk read it until then").toContain(name);
  return messageId;
};

/** The same customer in files, in a row that is taken and in one that is not. */
const inFiles = async (): Promise<readonly string[]> => {
  const row = (kind: string) => ({
    external_id: crypto.randomUUID(),
    channel: "phone",
    kind,
    category: "front_office/check_out",
    contact: phone,
    display_name: name,
    words: text,
    place: `1203 ${name} ${phone}`,
    summary: text,
  });
  const rows = [row("complaint"), row(text)];
  const columns = Object.keys(row(""));
  const cells = rows.map((one) => Object.values(one).join("\t").replaceAll(",", "，").replaceAll("\t", ","));
  const again = rows.map((one) => JSON.stringify({ ...one, external_id: crypto.randomUUID() }));
  const files = [
    ["text/csv", [columns.join(","), ...cells]],
    ["application/x-ndjson", again],
  ] as const;
  const ids: string[] = [];
  for (const [type, lines] of files) {
    const path = `/v1/imports?mapping=shouwen&propertyId=${house.propertyId}`;
    const sent = await manager.send(path, `${lines.join("\n")}\n`, type);
    const { importId, ...counted } = good<{ importId: string }>(sent);
    expect(counted, type).toMatchObject({ total: 2, accepted: 1, rejected: 1 });
    ids.push(importId);
  }
  return ids;
};

/** Their name is corrected, and back: what is masked later is the name by which they are known. */
const renamed = async (profileId: string): Promise<void> => {
  for (const displayName of [`${name}女士`, name])
    good(await manager.put(`/v1/profiles/${profileId}`, { displayName }));
};

/** The customer asks twice, and what names them is put into whatever the door takes. */
const asked = async () => {
  const { propertyId } = house;
  const told = {
    propertyId,
    channel: "phone",
    kind: "complaint",
    contact: { text: phone },
    displayName: name,
    words: text,
    summary: text,
    place: `1203 ${name} ${phone}`,
  };
  type Taken = { ticketId: string; profile: { profileId: string } };
  const first = good<Taken>(
    await agent.post("/v1/requests", { ...told, category: "front_office/check_out" }),
  );
  const { profileId } = first.profile;
  await ticketThat(agent, first.ticketId, () => true);
  await Promise.all([isKnownTo("routing", profileId), isKnownTo("workforce", profileId)]);
  const second = good<Taken>(
    await agent.post("/v1/requests", { ...told, category: `front_office/${phone}` }),
  );
  expect(second.profile.profileId, "one number, one customer").toBe(profileId);
  await ticketThat(agent, second.ticketId, () => true);
  good(await agent.post("/v1/callers/lookup", { propertyId, contact: { text: phone } }));
  return { ticketId: first.ticketId, otherId: second.ticketId, profileId };
};

const soon = () => new Date(Date.now() + 3_600_000).toISOString();

/** What staff write about tickets while they are worked on. */
const writtenOnTickets = async ({ ticketId, otherId }: { ticketId: string; otherId: string }) => {
  good(await group.post(`/v1/tickets/${ticketId}/notes`, { audience: "internal", text }));
  good(await group.post(`/v1/tickets/${ticketId}/notes`, { audience: "customer", text }));
  const doors: [string, object][] = [
    ["sub-tasks", { title: text, accompaniedBy: name, stage: phone }],
    ["violation-notices", { text, photoIds: ["pho_0198d4a2-9a01-7a11-9c01-5d5e6f708192"], dueAt: soon() }],
    ["reinspections", { passed: true, note: text }],
    ["recategorise", { category: `front_office/${phone}` }],
  ];
  for (const [door, body] of doors)
    expect(await group.post(`/v1/tickets/${otherId}/${door}`, body), door).toMatchObject({ status: 200 });
};

/** It is resolved with a note, and the customer says twice that it is not done: when they are called, and of themselves. */
const workedOn = async (ticketId: string): Promise<void> => {
  await work(platform, house, { ticketId, note: text });
  const answer = { disposition: "answered", outcome: "dissatisfied", words: text };
  await callBack(agent, house, { ticketId, ...answer });
  await ticketThat(group, ticketId, ({ reopenings }) => reopenings === 1);
  await work(platform, house, { ticketId, note: text });
  good(await agent.post(`/v1/tickets/${ticketId}/reopen`, { words: text }));
  await ticketThat(group, ticketId, ({ reopenings }) => reopenings === 2);
};

/** What is written in forms, messages, proofs and notes. */
const writtenElsewhere = async (ticketId: string, profileId: string) => {
  const { propertyId } = house;
  const isKitchen = (teamId: string) => teamId.endsWith("_fnb"); // their notes have six points of their own
  const staff = house.members.find(({ teamIds }) => teamIds[0] !== undefined && !isKitchen(teamIds[0]));
  const paid = [{ number: "L1", name, payToDeductMinor: "100" }];
  const form = { card: phone, treatment: text, reason: text, unusedMinor: "100", staff: paid };
  const amount = { amountMinor: 100, currency: "CNY" };
  const approval = good<{ approvalId: string }>(
    await group.post("/v1/approvals", { propertyId, ticketId, flowId: "treatment_refund", amount, form }),
  );
  const points = [{ point: "open_matters", text }];
  const note = { about: name, profileId, points };
  const nobody = { about: `房 1203 ${phone}`, points: [{ point: "open_matters", text: `回电 ${phone}` }] };
  const colleague = await platform.as(staff!);
  const teamId = staff!.teamIds[0];
  const doors: [Someone, string, object][] = [
    [agent, "/v1/messages", { ticketId, template: "ticket_update", text: `${name}，请放心` }],
    [
      agent,
      "/v1/consents",
      { profileId, what: "given", channel: "sms", scope: "marketing", source: "staff", proof: text },
    ],
    [colleague, "/v1/hand-over-notes", { propertyId, teamId, entries: [note, nobody] }],
    [manager, `/v1/profiles/${profileId}/reveal`, { reason: text, fields: ["contact"] }],
    [manager, "/v1/profiles/search", { propertyId, contact: phone }],
    [manager, `/v1/profiles/${profileId}/erasure`, { reason: text }],
    [manager, `/v1/profiles/${profileId}/erasure/withdraw`, { reason: text }],
  ];
  // Whether or not this manager is asked in this step: what they say is not to be read either way.
  await manager.post(`/v1/approvals/${approval.approvalId}/decide`, { decision: "refused", comment: text });
  for (const [someone, door, body] of doors) {
    const { status, body: said } = await someone.post(door, body);
    expect(status, `${door} ${JSON.stringify(said)}`).toBeLessThan(300);
  }
};

/** The customer writes themselves, and what their matter was worth to somebody is taken back with a reason. */
const writtenAfterwards = async (ticketId: string) => {
  const inbound = { inboundId: crypto.randomUUID(), from: `+86${phone}`, text };
  good(await agent.post("/v1/inbound/sms", inbound, providerKey));
  const entryId = await eventually(async () => {
    const { items } = good<{ items: { entryId: string }[] }>(
      await group.get(`/v1/ledger?ticketId=${ticketId}`),
    );
    const [entry] = items;
    if (!entry) throw new Error("Nothing was scored yet");
    return entry.entryId;
  });
  good(await group.post(`/v1/ledger/entries/${entryId}/reverse`, { reason: text }));
};

type Ids = {
  readonly ticketId: string;
  readonly otherId: string;
  readonly profileId: string;
  readonly messageId: string;
  readonly importIds: readonly string[];
};

/** Whatever shows a ticket, its customer, or what was written. */
const pagesAbout = (ids: Ids): string[] => [
  ...[ids.ticketId, ids.otherId].flatMap((id) => [
    `/v1/tickets/${id}`,
    ...["conversation", "timeline", "clock", "segments"].map((part) => `/v1/tickets/${id}/${part}`),
    `/v1/requests/${id.replace("tic_", "req_")}`,
    ...["messages", "approvals", "ledger"].map((list) => `/v1/${list}?ticketId=${id}`),
  ]),
  ...["tickets", "callbacks", "hand-over-notes", "messages"].map(
    (list) => `/v1/${list}?propertyId=${house.propertyId}&limit=200`,
  ),
  `/v1/messages/${ids.messageId}`,
  `/v1/requests/${ids.messageId.replace("msg_", "req_")}`,
  ...ids.importIds.flatMap((id) => [`/v1/imports/${id}`, `/v1/imports/${id}/errors`]),
  `/v1/tickets?q=${phone}`,
  `/v1/profiles/${ids.profileId}`,
  `/v1/profiles/${ids.profileId}/audit`,
  `/v1/consents/${ids.profileId}`,
];

test("a customer who was written about through every door is, once erased, in no table, topic, log or span, and in no answer", {
  timeout: 300_000,
}, async () => {
  const before = await keptSpans(platform);
  const messageId = await writtenAsStranger();
  const ids = { ...(await asked()), messageId, importIds: await inFiles() };
  await writtenOnTickets(ids);
  await workedOn(ids.ticketId);
  await renamed(ids.profileId);
  await writtenElsewhere(ids.otherId, ids.profileId);
  await writtenAfterwards(ids.ticketId);

  await eventually(async () => {
    const { body } = await manager.get(`/v1/tickets/${ids.ticketId}/conversation`);
    expect(namedIn(JSON.stringify(body), canary), "people on the matter read it until then").toContain(name);
  });

  await erase(platform, { manager, profileId: ids.profileId, reason: text });
  const states = () => log.of(ids.profileId).filter(({ topic }) => topic === "shouwen.profile_state");
  await eventually(() => expect(states().at(-1)?.value, "the topics are read to the tombstone").toBeNull());

  const inTopics = log.all().flatMap((record) => {
    const { topic, key, value, headers } = record;
    return namedIn(JSON.stringify([key, value, headers]), canary).map((what) => `${topic} ${key} ${what}`);
  });
  expect(inTopics).toEqual([]);
  expect(await tablesNaming(platform, canary)).toEqual([]);
  expect(logLinesNaming(platform, canary)).toEqual([]);
  const ticketIds = [ids.ticketId, ids.otherId];
  expect(await spansNaming(platform, canary, { ticketIds, before })).toEqual([]);
  await eventually(async () => {
    for (const page of pagesAbout(ids)) {
      const { body } = await group.get(page);
      expect(namedIn(JSON.stringify(body) ?? "", canary), page).toEqual([]);
    }
  });
});
