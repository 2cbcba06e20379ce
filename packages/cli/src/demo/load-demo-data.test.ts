import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isDemoDataUnfinished, loadDemoStep } from "../stack/demo-step.ts";
import type { Progress } from "../stack/progress.ts";
import { stateFolder } from "../stack/state-folder.ts";
import { loadDemoData } from "./load-demo-data.ts";

/** A platform that keeps rules and takes every import; what a rule leaves out, it fills in. */
const aPlatform = () => {
  const rules = new Map<string, { scope: string; body: object }>();
  const published: string[] = [];
  let changed = 7;
  const failing = new Set<string>();
  const asked: string[] = [];
  const counts = () => ({ changed, unchanged: 0, refused: 0 });
  const answer = (method: string, url: URL, body: { scope?: string; body?: object }): object => {
    const [, , resource, kind = ""] = url.pathname.split("/");
    if (resource === "imports")
      return { properties: counts(), teams: counts(), staff: counts(), refused: [] };
    if (resource !== "policies") {
      asked.push(`${method} ${url.pathname}`);
      return {};
    }
    if (method === "GET")
      return rules.get(`${kind} ${url.searchParams.get("propertyId")}`) ?? { scope: "group", body: {} };
    if (failing.has(`${kind} ${body.scope}`))
      return { problem: 500, title: "the database cannot be reached" };
    published.push(`${kind} ${body.scope}`);
    rules.set(`${kind} ${body.scope}`, { scope: body.scope ?? "", body: { holidays: [], ...body.body } });
    return {};
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://platform");
    text(request).then(
      (sent) => {
        const body = answer(request.method ?? "", url, sent ? JSON.parse(sent) : {});
        response.statusCode = "problem" in body ? 500 : 200;
        response.end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  const settle = () => {
    changed = 0;
  };
  return { server, rules, published, settle, failing, asked };
};

let platform = aPlatform();
beforeEach(() => {
  platform = aPlatform();
});
let server: Server | undefined;
afterEach(() => void server?.close());

const reached = async () => {
  server = platform.server;
  if (!server.listening) await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ["workforce", "intake", "routing", "callbacks", "messaging"];
  return {
    gateway,
    services: Object.fromEntries(names.map((name) => [name, gateway])),
    tokens: { admin: "t" },
  };
};

test("a fresh stack gets the group and the rules of its six properties", async () => {
  expect(await loadDemoData(await reached())).toBe("6 properties, 24 rules");
  expect(platform.published).toContain("sla prp_lakeside");
  expect(platform.published).toContain("quiet_hours prp_harbour");
});

test("a second time nothing is published: what is in force says all that we say", async () => {
  await loadDemoData(await reached());
  platform.published.length = 0;
  platform.settle();
  expect(await loadDemoData(await reached(), { restore: true })).toBe("all there");
  expect(platform.published).toEqual([]);
});

test("a rule that somebody published stays at a start, and is restored when that is wanted", async () => {
  await loadDemoData(await reached());
  platform.settle();
  platform.rules.set("sla prp_lakeside", { scope: "prp_lakeside", body: { graceMs: 1 } });
  platform.published.length = 0;
  await loadDemoData(await reached());
  expect(platform.published).toEqual([]);
  await loadDemoData(await reached(), { restore: true });
  expect(platform.published).toEqual(["sla prp_lakeside"]);
});

test("where workforce was not started there is nothing to load", async () => {
  const { services, ...rest } = await reached();
  const { workforce: _absent, ...others } = services;
  expect(await loadDemoData({ ...rest, services: others })).toBe("skipped, workforce was not started");
});

test("rules of services that were not started are left out", async () => {
  const { services, ...rest } = await reached();
  const { messaging: _absent, ...others } = services;
  expect(await loadDemoData({ ...rest, services: others })).toBe("6 properties, 18 rules");
});

test("a start says why the demo data failed, and the next one finishes it although the group is in already", async () => {
  const folder = stateFolder(mkdtempSync(join(tmpdir(), "shouwen-demo-step-")));
  const told: Progress[] = [];
  const load = async () => loadDemoStep({ folder, stack: await reached(), watcher: (one) => told.push(one) });
  platform.failing.add("sla prp_harbour");
  await load();
  const failed = told.find(({ kind }) => kind === "step_failed");
  expect(failed).toMatchObject({
    key: "Demo data",
    reason: expect.stringContaining("/v1/policies/sla answered 500"),
  });
  expect(told.at(-1)).toMatchObject({ kind: "notice", text: expect.stringContaining("goes on with it") });
  expect(isDemoDataUnfinished(folder)).toBe(true);

  platform.failing.clear();
  platform.settle();
  told.length = 0;
  platform.asked.length = 0;
  await load();
  expect(told.map(({ kind }) => kind)).toEqual(["step_started", "step_done"]);
  expect(platform.published).toContain("sla prp_harbour");
  // The group was in, but nobody had waited until everybody knew it.
  expect(platform.asked.filter((one) => one === "GET /v1/callbacks/desk")).toHaveLength(6);
  expect(isDemoDataUnfinished(folder)).toBe(false);
  rmSync(folder.path, { recursive: true });
}, 30_000);
