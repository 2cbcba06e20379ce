import { eventually } from "@shouwen/test-kit/eventually";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Schema, valuesOf } from "../src/from-schema.ts";
import { admin, houseOf } from "../src/people.ts";
import { openPlatform, type Platform, type Someone } from "../src/platform.ts";

let platform: Platform;
let agents: readonly Someone[];

beforeAll(async () => {
  platform = await openPlatform();
  const { agents: people } = await houseOf("harbour");
  agents = await Promise.all(people.map((person) => platform.as(person)));
});

type Document = {
  readonly paths: Readonly<
    Record<string, { post: { requestBody: { content: Record<string, { schema: Schema }> } } }>
  >;
};

const requestSchema = async (): Promise<Schema> => {
  const answer = await fetch(`${platform.stack.gateway}/openapi.json`);
  const { paths } = (await answer.json()) as Document;
  const schema = paths["/v1/requests"]?.post.requestBody.content["application/json"]?.schema;
  if (!schema) throw new Error("Nobody says what a request looks like");
  return schema;
};

type Sent = { readonly body: unknown; readonly status: number; readonly ticketId: string | null };

const send = async (body: unknown, n: number): Promise<Sent> => {
  const agent = agents[n % agents.length] as Someone;
  const { status, body: answer } = await agent.post("/v1/requests", body);
  return { body, status, ticketId: status === 202 ? (answer as { ticketId: string }).ticketId : null };
};

const requests = 300;

test("every request that is answered with 202 becomes a ticket, whatever was in it", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const bodies = fc.sample(valuesOf(await requestSchema(), { propertyId: fc.constant("prp_harbour") }), {
    numRuns: requests,
    seed,
  });
  const sent = await Promise.all(bodies.map(send));
  const taken = sent.filter(({ ticketId }) => ticketId !== null);
  console.log(`${taken.length} of ${requests} requests were taken (SEED=${seed})`);
  expect(taken.length).toBeGreaterThan(requests / 10);
  const refused = sent.filter(({ status }) => status !== 202);
  expect(refused.filter(({ status }) => ![400, 409, 422].includes(status))).toEqual([]);

  const somebody = await platform.as(admin);
  const waiting = new Map(taken.map(({ ticketId, body }) => [ticketId as string, body]));
  await eventually(
    async () => {
      for (const ticketId of [...waiting.keys()])
        if ((await somebody.get(`/v1/tickets/${ticketId}`)).status === 200) waiting.delete(ticketId);
      expect([...waiting.values()]).toEqual([]);
    },
    { everyMs: 3_000 },
  );
}, 180_000);
