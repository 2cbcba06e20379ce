// What `as.sh` cannot say in a line: it waits and tries again. One process for each, however often it asks.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const { gateway, tokens } = process.env;
const PATIENCE_MS = 60_000;

const tokenOf = (staffId) => {
  const file = join(tokens, staffId);
  if (!existsSync(file)) {
    const { stdout } = spawnSync("npx", ["shouwen", "token", "--as", staffId], { encoding: "utf8" });
    writeFileSync(file, stdout);
  }
  return readFileSync(file, "utf8").trim();
};

const as = async (staffId, path, body) => {
  const headers = { authorization: `Bearer ${tokenOf(staffId)}` };
  if (body === undefined) return (await fetch(`${gateway}${path}`, { headers })).json();
  Object.assign(headers, { "content-type": "application/json", "idempotency-key": crypto.randomUUID() });
  const answer = await fetch(`${gateway}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
};

/** Asks for it until it is there. */
const until = async (what, ask) => {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(300)) {
    const found = await ask();
    if (found) return found;
  }
  throw new Error(`${what}: not within a minute`);
};

const reading = (expression) => new Function("it", `return ${expression}`);

const commands = {
  field: (expression) => reading(expression)(JSON.parse(readFileSync(0, "utf8"))),
  wait_for: (staffId, path, expression) =>
    until(expression, async () => reading(expression)(await as(staffId, path))),
  take: (ticketId, member) =>
    until("Nobody took the ticket", async () => {
      const { status, offeredTo } = await as(member, `/v1/tickets/${ticketId}`);
      const taker = offeredTo ?? (status === "queued" && member);
      if (!taker) return undefined;
      const { handlerId } = await as(taker, `/v1/tickets/${ticketId}/accept`, {});
      return handlerId === taker && taker;
    }),
  claim: (staffId, ticketId) =>
    until("The callback was not claimed", async () => {
      const { propertyId } = await as(staffId, `/v1/tickets/${ticketId}`);
      const { items } = await as(staffId, "/v1/callbacks/claim", { propertyId, count: 20 });
      const others = items.filter((one) => one.ticketId !== ticketId);
      for (const { callbackId } of others) await as(staffId, `/v1/callbacks/${callbackId}/release`, {});
      return items.find((one) => one.ticketId === ticketId)?.callbackId;
    }),
};

const [name, ...args] = process.argv.slice(2);
const found = await commands[name](...args);
console.log(typeof found === "object" ? JSON.stringify(found) : found);
