import { spanTree } from "@shouwen/cli/trace/span-tree";
import { linesOf } from "@shouwen/cli/trace/tree-lines";
import type { TraceRecord } from "@shouwen/stack/traces/ticket-story";
import { eventually } from "@shouwen/test-kit/eventually";
import { followTopics, type TopicLog } from "@shouwen/test-kit/topic-log";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin, houseOf } from "../src/people.ts";
import { openPlatform, type Platform } from "../src/platform.ts";
import { ask, callBack, good, newPhone, ticketThat, work } from "../src/ticket.ts";

let platform: Platform;
let topics: TopicLog;

beforeAll(async () => {
  platform = await openPlatform();
  const { brokers } = platform.stack.kafka;
  topics = await followTopics({ brokers, topics: ["shouwen.ticket", "shouwen.callback", "shouwen.ledger"] });
});
afterAll(() => topics?.close());

type Message = { purpose: string; status: string; messageId: string; reason: string | null };
const messagesAbout = async (ticketId: string): Promise<Message[]> => {
  const watcher = await platform.as(admin);
  return good<{ items: Message[] }>(await watcher.get(`/v1/messages?ticketId=${ticketId}`)).items;
};

test("a request gets its owner, is worked, told, called back, closed and scored; each event is said once, in order", async () => {
  const house = await houseOf("lakeside");
  const agent = await platform.as(house.agents[0]!);
  const ticketId = await ask(agent, house, {
    kind: "repair",
    category: "engineering/hvac/air_conditioner",
    phone: newPhone(),
    words: "空调不制冷",
  });

  const handlerId = await work(platform, house, { ticketId });
  const resolved = await ticketThat(agent, ticketId, ({ status }) => status === "resolved");
  expect(resolved).toMatchObject({ ownerId: agent.id, handlerId });
  await callBack(agent, house, { ticketId, disposition: "answered", outcome: "satisfied", rating: 5 });
  const closed = await ticketThat(agent, ticketId, ({ status }) => status === "closed");
  expect(closed.targets.map(({ name, state }) => [name, state])).toEqual([
    ["response", "met"],
    ["resolution", "met"],
  ]);

  const told = await eventually(async () => {
    const messages = await messagesAbout(ticketId);
    expect(messages.map(({ purpose, status }) => `${purpose} ${status}`).sort()).toEqual([
      "ticket_opened delivered",
      "ticket_resolved delivered",
    ]);
    return messages.find(({ purpose }) => purpose === "ticket_opened");
  });
  const { text } = good<{ text: string }>(await agent.get(`/v1/messages/${told?.messageId}`));
  expect(text, "the customer is told who answers for it").toContain(house.agents[0]!.name.split(" ")[0]);

  const watcher = await platform.as(admin);
  await eventually(async () => {
    const { items } = good<{ items: { account: string; ruleId: string; points: number }[] }>(
      await watcher.get(`/v1/ledger?ticketId=${ticketId}`),
    );
    expect(items.map(({ account }) => account)).toContain(handlerId);
  });

  const said = await eventually(() => {
    const events = topics.of(ticketId).filter(({ topic }) => topic === "shouwen.ticket");
    const once = [...new Map(events.map((event) => [event.headers.ce_id, event])).values()];
    expect(once.at(-1)?.headers.ce_type).toBe("ticket.closed.v1");
    return once.map(({ headers }) => headers);
  });
  expect(said.map(({ ce_aggseq }) => Number(ce_aggseq))).toEqual(said.map((_, index) => index + 1));
  const unplanned = ["ticket.declined.v1", "ticket.escalated.v1", "sla_target.breached.v1"]; // on a busy machine
  const types = new Set(said.map(({ ce_type }) => ce_type ?? ""));
  expect([...types].filter((type) => !unplanned.includes(type))).toEqual([
    "ticket.opened.v1",
    "ticket.owner_assigned.v1",
    "sla_target.started.v1",
    "ticket.queued.v1",
    "ticket.offered.v1",
    "ticket.accepted.v1",
    "sla_target.met.v1",
    "ticket.started.v1",
    "ticket.resolved.v1",
    "ticket.closed.v1",
  ]);
});

test("one ticket can be followed through at least six services in one tree of spans", async () => {
  const house = await houseOf("garden");
  const agent = await platform.as(house.agents[0]!);
  const options = {
    kind: "service",
    category: "housekeeping/cleaning/corridor",
    phone: newPhone(),
    words: "楼道没人清",
  };
  const ticketId = await ask(agent, house, options);
  await work(platform, house, { ticketId });
  await callBack(agent, house, { ticketId, disposition: "answered", outcome: "satisfied", rating: 4 });
  await eventually(
    async () => {
      const answer = await fetch(`${platform.stack.otlp}/traces?ticket=${ticketId}`);
      const tree = spanTree(((await answer.json()) as { traces: TraceRecord[] }).traces);
      const services = new Set(tree ? linesOf(tree).map(({ service }) => service) : []);
      expect([...services]).toEqual(
        expect.arrayContaining(["gateway", "intake", "routing", "messaging", "callbacks", "scoring"]),
      );
    },
    { everyMs: 500 },
  );
});

test("a customer who is not satisfied gets the ticket reopened, worked again, and has the last word", async () => {
  const house = await houseOf("riverside");
  const agent = await platform.as(house.agents[1]!);
  const options = {
    kind: "complaint",
    category: "housekeeping/cleaning/hygiene",
    phone: newPhone(),
    words: "床单有污渍",
  };
  const ticketId = await ask(agent, house, options);

  await work(platform, house, { ticketId });
  await callBack(agent, house, {
    ticketId,
    disposition: "answered",
    outcome: "dissatisfied",
    rating: 1,
    words: "没有换",
  });
  const reopened = await ticketThat(agent, ticketId, ({ reopenings }) => reopenings === 1);
  expect(reopened).toMatchObject({ ownerId: agent.id, escalationLevel: 1 });
  await work(platform, house, { ticketId });
  await callBack(agent, house, { ticketId, disposition: "answered", outcome: "satisfied", rating: 4 });
  expect(await ticketThat(agent, ticketId, ({ status }) => status === "closed")).toMatchObject({
    reopenings: 1,
  });
});

test("a customer whom nobody reaches does not keep the ticket open beyond its grace window", async () => {
  const house = await houseOf("oldtown");
  const agent = await platform.as(house.agents[0]!);
  const options = {
    kind: "service",
    category: "housekeeping/linen/towels",
    phone: newPhone(),
    words: "请送两条浴巾",
  };
  const ticketId = await ask(agent, house, options);
  await work(platform, house, { ticketId });
  await callBack(agent, house, { ticketId, disposition: "wrong_number" });
  await ticketThat(agent, ticketId, ({ status }) => status === "closed");
});

test("a customer who wrote STOP is told nothing more, and the reason is kept", async () => {
  const house = await houseOf("hotspring");
  const agent = await platform.as(house.agents[0]!);
  const phone = newPhone();
  const options = { kind: "inquiry", category: "front_office/check_out", phone, words: "可以延迟退房吗" };
  const ticketId = await ask(agent, house, options);
  await eventually(async () =>
    expect(await messagesAbout(ticketId)).toMatchObject([{ status: "delivered" }]),
  );

  const provider = { "x-provider-key": process.env.PROVIDER_SECRET ?? "embedded-stack-only-provider-secret" };
  const text = { inboundId: crypto.randomUUID(), from: `+86${phone}`, text: "退订" };
  expect(good(await agent.post("/v1/inbound/sms", text, provider))).toMatchObject({ optedOut: true });
  await work(platform, house, { ticketId });

  await eventually(async () =>
    expect(await messagesAbout(ticketId)).toContainEqual(
      expect.objectContaining({ purpose: "ticket_resolved", status: "refused", reason: "opted_out" }),
    ),
  );
});
