import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ephemeralPort } from "../machine/ports.ts";
import { type Receipt, type SmsBehaviour, startSmsProvider } from "./sms-provider.ts";

let url = "";
beforeEach(async () => {
  const provider = await startSmsProvider({ port: await ephemeralPort() });
  url = provider.url;
  return provider.close;
});

/** Takes receipts; answers with the status codes given, then with 204. */
const aReceiver = async (statusCodes: number[] = []) => {
  const receipts: Receipt[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      receipts.push(body as Receipt);
      response.writeHead(statusCodes.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { receipts, callbackUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
};

const post = (path: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

const behave = (change: Partial<SmsBehaviour>) => post("/control", { delayMs: 5, ...change });

const send = (clientRef: string, callbackUrl?: string, signal?: AbortSignal) =>
  post("/messages", { clientRef, to: "+8613800138000", text: "您好", callbackUrl }, signal);

const ask = async (path: string): Promise<unknown> => (await fetch(url + path)).json();

test("an accepted message gets an id and later its receipt", async () => {
  await behave({});
  const { receipts, callbackUrl } = await aReceiver();
  const answer = await send("msg_1", callbackUrl);
  expect(answer.status).toBe(202);
  const { providerId } = (await answer.json()) as { providerId: string };
  await vi.waitFor(() =>
    expect(receipts).toMatchObject([{ providerId, clientRef: "msg_1", status: "delivered" }]),
  );
  expect(await ask("/messages?clientRef=msg_1")).toMatchObject([
    { providerId, text: "您好", status: "delivered" },
  ]);
});

test("the same message sent twice reaches the person twice, and is counted", async () => {
  await behave({});
  await send("msg_1");
  await send("msg_1");
  await send("msg_2");
  expect(await ask("/messages/count")).toMatchObject({ accepted: 3, distinct: 2, duplicates: 1 });
});

test("a receipt that nobody takes is sent again", async () => {
  await behave({});
  const { receipts, callbackUrl } = await aReceiver([503]);
  await send("msg_1", callbackUrl);
  await vi.waitFor(() => expect(receipts).toHaveLength(2), { timeout: 3_000 });
});

test("error500 takes no message", async () => {
  await behave({ mode: "error500" });
  expect((await send("msg_1")).status).toBe(500);
  expect(await ask("/messages/count")).toMatchObject({ accepted: 0 });
});

test("timeout_after_accept takes the message and leaves the sender without an answer", async () => {
  await behave({ mode: "timeout_after_accept" });
  const { receipts, callbackUrl } = await aReceiver();
  await expect(send("msg_1", callbackUrl, AbortSignal.timeout(300))).rejects.toThrow("timeout");
  await vi.waitFor(() => expect(receipts).toHaveLength(1));
  expect(await ask("/messages/count")).toMatchObject({ accepted: 1 });
});

test("double_receipt says the same twice", async () => {
  await behave({ mode: "double_receipt" });
  const { receipts, callbackUrl } = await aReceiver();
  await send("msg_1", callbackUrl);
  await vi.waitFor(() => expect(receipts).toHaveLength(2));
  expect(new Set(receipts.map(({ providerId }) => providerId)).size).toBe(1);
});

test("receipt_before_answer tells the receipt first", async () => {
  await behave({ mode: "receipt_before_answer" });
  const { receipts, callbackUrl } = await aReceiver();
  await send("msg_1", callbackUrl);
  expect(receipts).toHaveLength(1);
});

test("the same seed fails the same messages", async () => {
  const failures = async (): Promise<string[]> => {
    await fetch(`${url}/messages`, { method: "DELETE" });
    await behave({ seed: 42, failRate: 0.5, delayMs: 0 });
    for (let index = 0; index < 20; index += 1) await send(`msg_${index}`);
    const counted = () => ask("/messages/count") as Promise<{ delivered: number; failed: number }>;
    await vi.waitFor(async () => expect((await counted()).delivered + (await counted()).failed).toBe(20));
    const all = (await ask("/messages")) as { clientRef: string; status: string }[];
    return all.filter(({ status }) => status === "failed").map(({ clientRef }) => clientRef);
  };
  const first = await failures();
  expect(first.length).toBeGreaterThan(3);
  expect(await failures()).toEqual(first);
});

test("a behaviour that makes no sense is refused and changes nothing", async () => {
  const answer = await post("/control", { failRate: 2 });
  expect(answer.status).toBe(400);
  expect(await ask("/control")).toMatchObject({ mode: "ok", failRate: 0 });
});
