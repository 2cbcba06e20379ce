import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { eventually } from "@shouwen/test-kit/eventually";
import { killHard } from "@shouwen/test-kit/faults";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openPremises, type Premises } from "./facts.ts";
import { type House, messageIn, openHouse } from "./house.ts";

let house: House;
let premises: Premises;

beforeAll(async () => {
  house = await openHouse();
  premises = await openPremises(house);
});

let pid: number | undefined;

afterAll(async () => {
  if (pid !== undefined) await killHard(pid);
  await house.close();
});

const main = resolve(import.meta.dirname, "../src/main.ts");

/** The service as a process, on the house's database, broker and port. */
const startProcess = async (): Promise<void> => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...house.environment },
    stdio: "ignore",
  });
  pid = child.pid;
  await eventually(async () => expect((await house.call("/health/ready", {})).status).toBe(200));
};

test("killed between the claim and the answer, it never sends again; nobody knows, until the receipt says", async () => {
  const customer = await aCustomer(house, premises);
  const ticket = anOpening({ premises, customer });
  const messageId = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  await house.stop();
  await startProcess();
  // Takes the message at once, answers and sends its receipt only after five seconds.
  await house.simulate({ mode: "slow", delayMs: 5_000 });
  await house.hear(ticket.received, ticket.opened, ticket.assigned);
  await eventually(async () => expect(await house.sms({ clientRef: messageId })).toHaveLength(1));
  if (pid !== undefined) await killHard(pid);
  pid = undefined;
  expect(await messageIn(house, messageId, "sending")).toMatchObject({ tries: 1 });

  await house.start();
  await messageIn(house, messageId, "unknown");
  await messageIn(house, messageId, "delivered");
  expect(await house.sms({ to: customer.phone })).toHaveLength(1);
});
