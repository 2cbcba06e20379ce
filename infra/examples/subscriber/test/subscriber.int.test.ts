import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { schemaUriOf, toHeaders } from "@shouwen/contracts/envelope";
import { slaTargetBreached } from "@shouwen/contracts/events/ticket";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { Kafka, logLevel, type Message, type Producer } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";

const ticketId = `tic_${crypto.randomUUID()}`;
let producer: Producer;
let subscriber: ChildProcess;
let printed = "";

beforeAll(async () => {
  const { brokers, groupSuffix } = await kafka();
  producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  subscriber = spawn(process.execPath, [fileURLToPath(new URL("../src/main.ts", import.meta.url))], {
    env: { ...process.env, KAFKA_BROKERS: brokers.join(","), GROUP_ID: `example-subscriber${groupSuffix}` },
  });
  for (const stream of [subscriber.stdout, subscriber.stderr])
    stream?.on("data", (text) => (printed += String(text)));
});

afterAll(async () => {
  subscriber.kill("SIGTERM");
  await producer.disconnect();
});

const aBreach = (target: "response" | "resolution", type: string = slaTargetBreached.type): Message => ({
  key: ticketId,
  value: JSON.stringify(sampleOf(slaTargetBreached, { ticketId, target })),
  headers: toHeaders({
    id: crypto.randomUUID(),
    source: "/services/routing",
    type,
    specversion: "1.0",
    time: "2026-11-22T08:30:02.421Z",
    subject: ticketId,
    dataschema: schemaUriOf(type),
    aggseq: 1,
    correlationid: crypto.randomUUID(),
  }),
});

test("another team hears of each breached target once, whatever else is on the topic", async () => {
  const response = aBreach("response");
  const poison = { key: ticketId, value: "not JSON" };
  const ofTheFuture = aBreach("response", "sla_target.breached.v9");
  const messages = [response, poison, ofTheFuture, response, aBreach("resolution")];
  await producer.send({ topic: slaTargetBreached.topic, messages });

  await eventually(
    () => expect(printed).toContain(`${ticketId} of prp_lakeside_hangzhou: resolution was due`),
    {
      timeoutMs: 15_000,
    },
  );
  expect(printed.split(`${ticketId} of prp_lakeside_hangzhou: response was due`)).toHaveLength(2);
  expect(printed).toContain("is skipped: Not an event: specversion is missing");
});
