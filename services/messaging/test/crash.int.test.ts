import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { eventually } from "@shouwen/test-kit/eventually";
import { killHard } from "@shouwen/test-kit/faults";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openProperty, type TestProperty } from "./facts.ts";
import { type MessagingUnderTest, messageIn, openService } from "./service-under-test.ts";

let service: MessagingUnderTest;
let property: TestProperty;

beforeAll(async () => {
  service = await openService();
  property = await openProperty(service);
});

let pid: number | undefined;

afterAll(async () => {
  if (pid !== undefined) await killHard(pid);
  await service.close();
});

const main = resolve(import.meta.dirname, "../src/main.ts");

/** The service as a process, on the house's database, broker and port. */
const startProcess = async (): Promise<void> => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...service.environment },
    stdio: "ignore",
  });
  pid = child.pid;
  await eventually(async () => expect((await service.call("/health/ready", {})).status).toBe(200));
};

test("killed between the claim and the answer, it never sends again; nobody knows, until the receipt says", async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  const messageId = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  await service.stop();
  await startProcess();
  // Takes the message at once, answers and sends its receipt only after five seconds.
  await service.simulate({ mode: "slow", delayMs: 5_000 });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  await eventually(async () => expect(await service.sms({ clientRef: messageId })).toHaveLength(1));
  if (pid !== undefined) await killHard(pid);
  pid = undefined;
  expect(await messageIn(service, messageId, "sending")).toMatchObject({ tries: 1 });

  await service.start();
  await messageIn(service, messageId, "unknown");
  await messageIn(service, messageId, "delivered");
  expect(await service.sms({ to: customer.phone })).toHaveLength(1);
});
