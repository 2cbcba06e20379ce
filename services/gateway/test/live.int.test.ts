import { randomUUID } from "node:crypto";
import { callbackCompleted, callbackScheduled } from "@shouwen/contracts/events/callback";
import { messageFailed } from "@shouwen/contracts/events/message";
import { requestReceived } from "@shouwen/contracts/events/request";
import { ticketOpened, ticketOwnerAssigned } from "@shouwen/contracts/events/ticket";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import type { RunningService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LiveFigures } from "../src/live/figures.ts";
import type { LiveEvent } from "../src/live/live-feed.ts";
import { startTestGateway } from "./gateway.ts";
import { type LivePage, openLivePage } from "./live-page.ts";
import { endReplicas, ledger, startReplica } from "./replicas.ts";
import { openSpeaker, type Speaker } from "./saying.ts";

const signer = issuer();
const mark = randomUUID().slice(0, 8);
const lake = `prp_lake${mark}`;
const harbour = `prp_harbour${mark}`;
let gateway: RunningService;
let speaker: Speaker;
const pages: LivePage[] = [];

beforeAll(async () => {
  const { brokers } = await kafka();
  speaker = await openSpeaker(brokers);
  const before = { name: "王芳", nameEn: "Maya", staffNumber: "0137", staffId: `stf_maya${mark}` };
  await speaker.say(staffState, before);
  await speaker.say(propertyState, { propertyId: lake, name: "湖畔酒店", nameEn: "Lakeside" });
  await speaker.say(propertyState, { propertyId: harbour, name: "海港酒店", nameEn: "Harbour" });
  await speaker.say(requestReceived, { propertyId: lake, summary: "before the gateway" });
  await speaker.say(requestReceived, { propertyId: lake, mode: "history", summary: "long ago" });
  const { url } = await startReplica({ issuer: signer, ledger: ledger(), name: "routing" });
  gateway = await startTestGateway(signer, {
    KAFKA_BROKERS: brokers.join(","),
    UPSTREAM_ROUTING: url,
    SESSION_HOURS: "1",
  });
  await eventually(async () => {
    const { live } = (await (await fetch(`${gateway.url}/health/status`)).json()) as {
      live: { caughtUp: boolean };
    };
    expect(live.caughtUp).toBe(true);
  });
}, 180_000);
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(async () => {
  await gateway?.stop();
  await speaker.close();
  await endReplicas();
});

const of = (...properties: string[]) => signer.authorization({ sub: "stf_li", roles: ["agent"], properties });

const open = async (authorization: string, query = "") => {
  const page = await openLivePage(`${gateway.url}/live/events${query}`, authorization);
  pages.push(page);
  return page;
};

type Figures = LiveFigures & { properties: { propertyId: string }[]; services: unknown[]; caughtUp: boolean };

const happened = (page: LivePage): LiveEvent[] =>
  page.heard<{ events: LiveEvent[] }>("happened").flatMap(({ events }) => events);
const figuresOn = (page: LivePage): Figures | undefined => page.heard<Figures>("figures").at(-1);

test("an event is on the page soon after it was said, in words, with its ticket and its property", async () => {
  const page = await open(of(lake));
  const ticketId = `tic_${randomUUID()}`;
  await speaker.say(ticketOwnerAssigned, {
    propertyId: lake,
    ticketId,
    ownerId: `stf_maya${mark}`,
    reason: "took_first_contact",
  });
  await eventually(() => expect(happened(page)).toHaveLength(1));
  expect(happened(page)[0]).toMatchObject({
    zh: "首问责任人：王芳（0137）（首接）",
    en: "Owner assigned: Maya (0137), took the first contact",
    ticketId,
    property: { zh: "湖畔酒店", en: "Lakeside" },
  });
});

test("an event of a ticket goes by the number by which people call it", async () => {
  const page = await open(of(lake));
  const ticketId = `tic_${randomUUID()}`;
  const about = { propertyId: lake, ticketId, mode: "live" } as const;
  await speaker.say(ticketOpened, { ...about, number: "S26-0042" });
  await eventually(() => expect(happened(page)).toHaveLength(1));
  await speaker.say(ticketOwnerAssigned, { ...about, ownerId: `stf_maya${mark}` });
  await eventually(() => expect(happened(page)).toHaveLength(2));
  expect(happened(page).map(({ number }) => number)).toEqual(["S26-0042", "S26-0042"]);
});

test("a page that opens late is shown what happened before it, records of the past left out", async () => {
  const page = await open(of(lake));
  await eventually(() => expect(page.heard("present")).toHaveLength(1));
  const [present] = page.heard<{ events: LiveEvent[] }>("present");
  const details = present?.events.map(({ detail }) => detail ?? "") ?? [];
  expect(details.some((detail) => detail.startsWith("before the gateway"))).toBe(true);
  expect(details.some((detail) => detail.startsWith("long ago"))).toBe(false);
});

test("the present stands on the page before its script has connected", async () => {
  const answer = await fetch(`${gateway.url}/live?propertyId=${lake}`, {
    headers: { authorization: of("*") },
  });
  const data =
    /<script type="application\/json" id="present">(.*?)<\/script>/.exec(await answer.text())?.[1] ?? "";
  const present = JSON.parse(data) as { events: LiveEvent[]; figures: Figures; counts: unknown };
  expect(present.events.some(({ detail }) => detail?.startsWith("before the gateway"))).toBe(true);
  expect(present.figures.lastHour).toEqual({ requests: 1, historyRecords: 1 });
  expect(present.counts).toEqual({ byStatus: { queued: 2 }, open: 2, overdue: 1 });
  const other = await fetch(`${gateway.url}/live?propertyId=${lake}`, {
    headers: { authorization: of(harbour) },
  });
  expect(other.status).toBe(404);
});

test("a person hears of their own properties and of no others", async () => {
  const [mine, all] = [await open(of(lake)), await open(of("*"))];
  await speaker.say(messageFailed, { propertyId: harbour, messageId: `msg_${randomUUID()}` });
  await speaker.say(messageFailed, { propertyId: lake, messageId: `msg_${randomUUID()}` });
  const seenBy = (page: LivePage) =>
    happened(page)
      .map(({ propertyId }) => propertyId)
      .filter((id) => id.endsWith(mark));
  await eventually(() => expect(seenBy(all).toSorted()).toEqual([harbour, lake]));
  await eventually(() => expect(seenBy(mine)).toEqual([lake]));
  expect(figuresOn(mine)?.properties.map(({ propertyId }) => propertyId)).toEqual([lake]);
});

test("another property's stream is a 404", async () => {
  const answer = await fetch(`${gateway.url}/live/events?propertyId=${harbour}`, {
    headers: { authorization: of(lake) },
  });
  expect(answer.status).toBe(404);
});

test("one property can be chosen out of many", async () => {
  const page = await open(of("*"), `?propertyId=${harbour}`);
  await speaker.say(requestReceived, { propertyId: lake, requestId: `req_${randomUUID()}` });
  await speaker.say(requestReceived, { propertyId: harbour, requestId: `req_${randomUUID()}` });
  await eventually(() => expect(happened(page).map(({ propertyId }) => propertyId)).toEqual([harbour]));
});

test("the figures follow: requests of this minute, callbacks due and done", async () => {
  const hill = `prp_hill${randomUUID().slice(0, 8)}`;
  const page = await open(of(hill));
  const [overdue, later] = [`cal_${randomUUID()}`, `cal_${randomUUID()}`];
  await speaker.say(requestReceived, { propertyId: hill });
  await speaker.say(callbackScheduled, {
    propertyId: hill,
    callbackId: overdue,
    dueAt: new Date(Date.now() - 1_000).toISOString(),
  });
  await speaker.say(callbackScheduled, {
    propertyId: hill,
    callbackId: later,
    dueAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await eventually(() => expect(figuresOn(page)?.callbacks).toEqual({ due: 1, planned: 1 }));
  await speaker.say(callbackCompleted, { propertyId: hill, callbackId: overdue, outcome: "satisfied" });
  await eventually(() =>
    expect(figuresOn(page)).toMatchObject({
      callbacks: { due: 0, planned: 1 },
      lastDay: { satisfied: 1 },
      lastHour: { requests: 1, historyRecords: 0 },
    }),
  );
  expect(figuresOn(page)?.requestsPerMinute.reduce((sum, count) => sum + count)).toBe(1);
});

test("an event that comes twice is counted once", async () => {
  const hill = `prp_hill${randomUUID().slice(0, 8)}`;
  const page = await open(of(hill));
  const envelope = { id: randomUUID() };
  for (let time = 0; time < 2; time += 1) await speaker.say(requestReceived, { propertyId: hill }, envelope);
  await speaker.say(requestReceived, { propertyId: hill });
  await eventually(() => expect(figuresOn(page)?.lastHour.requests).toBe(2));
});

test("the page says which services run", async () => {
  const page = await open(of(lake));
  await eventually(() =>
    expect(figuresOn(page)?.services).toContainEqual({ service: "routing", ready: 1, total: 1 }),
  );
});

test("whoever is not signed in hears nothing", async () => {
  expect((await fetch(`${gateway.url}/live/events`)).status).toBe(401);
});

test("the trace of another property's ticket is a 404 as well", async () => {
  const headers = { authorization: of("prp_lake") };
  expect((await fetch(`${gateway.url}/live/trace/tic_harbour_1`, { headers })).status).toBe(404);
  const mine = await fetch(`${gateway.url}/live/trace/tic_lake_1`, { headers });
  expect(await mine.text()).toContain("TRACE_STORE_URL");
});

test("when the gateway stops, it ends the pages' streams and does not wait for them", async () => {
  const { brokers } = await kafka();
  const other = await startTestGateway(signer, { KAFKA_BROKERS: brokers.join(",") });
  const page = await openLivePage(`${other.url}/live/events`, of(lake));
  await other.stop();
  await eventually(() => expect(page.ended()).toBe(true));
});
