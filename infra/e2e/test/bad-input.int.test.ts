import { randomUUID } from "node:crypto";
import { eventually } from "@shouwen/test-kit/eventually";
import { Kafka, logLevel } from "kafkajs";
import { beforeAll, expect, test } from "vitest";
import { admin, houseOf } from "../src/people.ts";
import { openPlatform, type Platform, type Someone } from "../src/platform.ts";
import { good } from "../src/ticket.ts";

let platform: Platform;
let agent: Someone;

beforeAll(async () => {
  platform = await openPlatform();
  agent = await platform.as((await houseOf("harbour")).agents[0]!);
});

const aRequest = (over: Record<string, unknown> = {}) => ({
  propertyId: "prp_harbour",
  channel: "phone",
  kind: "inquiry",
  words: "May we check out at two?",
  ...over,
});

test("a body that breaks its description is answered with each field", async () => {
  const { status, body } = await agent.post("/v1/requests", aRequest({ channel: "smoke signals", kind: 7 }));
  const { type, errors } = body as { type: string; errors: { field: string }[] };
  expect({ status, type }).toEqual({ status: 400, type: "urn:shouwen:problem:invalid" });
  expect(errors.map(({ field }) => field).sort()).toEqual(["channel", "kind"]);
});

test("an unknown property is not found", async () => {
  const somebody = await platform.as(admin);
  const { status, body } = await somebody.post("/v1/requests", aRequest({ propertyId: "prp_nowhere" }));
  expect({ status, body }).toMatchObject({
    status: 404,
    body: { type: "urn:shouwen:problem:property.not_found" },
  });
});

test("a body over 256 KB is too large", async () => {
  const { status } = await agent.post("/v1/requests", aRequest({ words: "a".repeat(300_000) }));
  expect(status).toBe(413);
});

test("a phone number that is none is kept as text: a real person is waiting", async () => {
  const answer = await agent.post("/v1/requests", aRequest({ contact: { text: "房间分机8206" } }));
  const { requestId, ticketId } = good<{ requestId: string; ticketId: string }>(answer);
  expect(good(await agent.get(`/v1/requests/${requestId}`))).toMatchObject({ contactKind: "text" });
  await eventually(async () => good(await agent.get(`/v1/tickets/${ticketId}`)));
});

test("the same command sent twice is one request", async () => {
  const key = randomUUID();
  const send = async () => good(await agent.post("/v1/requests", aRequest(), { "idempotency-key": key }));
  const [first, second] = await Promise.all([send(), send()]);
  expect(second).toEqual(first);
  expect(first).toMatchObject({ requestId: expect.stringMatching(/^req_/) });
});

test("an event that cannot be read becomes a dead letter, and its partition goes on", async () => {
  const kafka = new Kafka({ brokers: platform.stack.kafka.brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const key = `tic_${randomUUID()}`;
  const headers = { ce_id: randomUUID(), ce_type: "ticket.opened.v1", ce_specversion: "1.0" };
  try {
    await producer.send({ topic: "shouwen.ticket", messages: [{ key, headers, value: "not JSON" }] });
  } finally {
    await producer.disconnect();
  }

  const somebody = await platform.as(admin);
  type Groups = { services: { service: string; groups: { status: string; type: string }[] }[] };
  await eventually(async () => {
    const { services } = good<Groups>(await somebody.get("/v1/dead-letters?service=callbacks"));
    expect(services[0]?.groups.map(({ status }) => status)).toContain("dead");
  });
  const answer = await agent.post("/v1/requests", aRequest());
  const { ticketId } = good<{ ticketId: string }>(answer);
  await eventually(async () => good(await agent.get(`/v1/tickets/${ticketId}`)));
});
