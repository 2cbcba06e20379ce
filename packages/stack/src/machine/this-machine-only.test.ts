import { request } from "node:http";
import { expect, test } from "vitest";
import { startMailInbox } from "../simulators/mail-inbox.ts";
import { startSmsProvider } from "../simulators/sms-provider.ts";
import { startTraceStore } from "../traces/trace-store.ts";
import { ephemeralPort } from "./ports.ts";

const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });

test.each([
  [
    "the mail inbox",
    async () => startMailInbox({ http: await ephemeralPort(), smtp: await ephemeralPort() }),
  ],
  ["the SMS simulator", async () => startSmsProvider({ port: await ephemeralPort() })],
  ["the trace store", async () => startTraceStore({ port: await ephemeralPort() })],
])("a site whose name was pointed at %s reads nothing there", async (_name, start) => {
  const { url, close } = await start();
  expect(await statusFor(url, "attacker.example")).toBe(421);
  expect(await statusFor(url, `localhost:${new URL(url).port}`)).not.toBe(421);
  await close();
});
