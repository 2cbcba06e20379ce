import { staffState } from "@shouwen/contracts/events/workforce";
import type { RunningService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { issuer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import { startTestGateway } from "./gateway.ts";
import { endReplicas, ledger, startReplica } from "./replicas.ts";
import { openSpeaker, type Speaker } from "./saying.ts";

const house = issuer();
let here: RunningService;
let there: RunningService;
let speaker: Speaker;

beforeAll(async () => {
  const { brokers } = await kafka();
  const { url } = await startReplica({ issuer: house, ledger: ledger(), name: "everything" });
  const start = (replica: string) =>
    startTestGateway(house, {
      KAFKA_BROKERS: brokers.join(","),
      REPLICA: replica,
      UPSTREAM_ROUTING: url,
      UPSTREAM_WORKFORCE: url,
    });
  [here, there, speaker] = await Promise.all([start("here"), start("there"), openSpeaker(brokers)]);
});
afterAll(async () => {
  await Promise.all([here.stop(), there.stop(), speaker.close()]);
  await endReplicas();
});

const signedIn = async (staffId: string) => {
  const browser = openBrowser();
  await browser.submit(`${here.url}/sign-in`, { staffId, backTo: "/" });
  const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join("; ");
  const statusAt = async ({ url }: RunningService): Promise<number> =>
    (await fetch(`${url}/v1/tickets/tic_lake_1`, { headers: { cookie } })).status;
  return { browser, cookie, statusAt };
};

/** Not too often: whoever shows a wrong token again and again is told to slow down. */
const patience = { timeoutMs: 40_000, everyMs: 500 };

test("whoever signs out at one gateway is out at every other, with every copy of the cookie", async () => {
  const { browser, statusAt } = await signedIn("stf_agent");
  expect([await statusAt(here), await statusAt(there)]).toEqual([200, 200]);
  await browser.submit(`${here.url}/sign-out`, {});
  expect(await statusAt(here)).toBe(401);
  await eventually(async () => expect(await statusAt(there)).toBe(401), patience);
});

test("who has left is out within ten seconds, and what they were shown live ends", async () => {
  const staffId = "stf_admin";
  const { cookie, statusAt } = await signedIn(staffId);
  const live = await fetch(`${there.url}/live/events`, { headers: { cookie } });
  expect([await statusAt(there), live.status]).toEqual([200, 200]);
  const whole = live.text(); // resolves when the stream ends
  const leftAt = performance.now();
  await speaker.say(staffState, { staffId, employed: false, updatedAt: new Date().toISOString() });
  await eventually(
    async () => expect([await statusAt(here), await statusAt(there)]).toEqual([401, 401]),
    patience,
  );
  expect(await whole).toContain("event: present");
  expect(performance.now() - leftAt).toBeLessThan(10_000);
  await speaker.say(staffState, { staffId, employed: true, updatedAt: new Date().toISOString() });
});
