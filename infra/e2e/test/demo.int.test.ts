import { beforeAll, expect, test } from "vitest";
import { openPlatform } from "../src/platform.ts";
import { shouwen } from "../src/shouwen.ts";

let home = "";
beforeAll(async () => {
  home = (await openPlatform()).folder.path;
});

test("a crew lives its lives to the end, and they can be counted and followed", {
  timeout: 150_000,
}, async () => {
  const demo = await shouwen(home, ["demo", "--tickets", "12", "--rate", "3", "--seed", "5"]);
  expect(demo, demo.stderr).toMatchObject({ code: 0 });
  expect(demo.stdout).toMatch(/tickets +12 .*closed: satisfied/);
  expect(demo.stdout).toContain("✔ All 12 are closed");

  const [ticketId] = /tic_\S+/.exec(demo.stdout) ?? [];
  const trace = await shouwen(home, ["trace", ticketId ?? "", "--json"]);
  const { spans, services } = JSON.parse(trace.stdout) as { spans: number; services: string[] };
  expect(spans).toBeGreaterThan(20);
  expect(services).toEqual(
    expect.arrayContaining(["callbacks", "gateway", "intake", "messaging", "routing", "scoring"]),
  );

  const status = await shouwen(home, ["status", "--json"]);
  const { totals } = JSON.parse(status.stdout) as { totals: Record<string, Record<string, number>> };
  expect(totals.tickets?.closed).toBeGreaterThanOrEqual(12);
  expect(Object.keys(totals)).toEqual(["requests", "tickets", "callbacks", "messages", "ledger"]);
});
