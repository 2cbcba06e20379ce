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

const signer = issuer();
let here: RunningService;
let there: RunningService;
let speaker: Speaker;
let start: (replica: string, settings?: Record<string, string>) => Promise<RunningService>;

beforeAll(async () => {
  const { brokers } = await kafka();
  const { url } = await startReplica({ issuer: signer, ledger: ledger(), name: "everything" });
  start = (replica, settings = {}) =>
    startTestGateway(signer, {
      KAFKA_BROKERS: brokers.join(","),
      REPLICA: replica,
      UPSTREAM_ROUTING: url,
      UPSTREAM_WORKFORCE: url,
      ...settings,
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
const patience = { everyMs: 500 };

test("whoever signs out at one gateway is out at every other, with every copy of the cookie", async () => {
  const { browser, statusAt } = await signedIn("stf_agent");
  expect([await statusAt(here), await statusAt(there)]).toEqual([200, 200]);
  await browser.submit(`${here.url}/sign-out`, {});
  expect(await statusAt(here)).toBe(401);
  await eventually(async () => expect(await statusAt(there)).toBe(401), patience);
});

test("a copied cookie of somebody who signed out opens nothing at a gateway that has just started, with or without a broker", async () => {
  const [left, stayed] = [await signedIn("stf_agent"), await signedIn("stf_agent")];
  await left.browser.submit(`${here.url}/sign-out`, {});
  await eventually(async () => expect(await left.statusAt(there)).toBe(401), patience);
  const again = await start("again"); // listens when it knows: no eventually here
  expect([await left.statusAt(again), await stayed.statusAt(again)]).toEqual([401, 200]);
  await again.stop();
  const alone = await start("alone", { KAFKA_BROKERS: "127.0.0.1:9", CATCH_UP_WITHIN_MS: "100" });
  expect([await left.statusAt(alone), await stayed.statusAt(alone)]).toEqual([401, 401]);
  const status = await (await fetch(`${alone.url}/health/status`)).json();
  expect(status).toMatchObject({ sessions: { earlierOnesTaken: false } });
  await alone.stop();
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
