import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "@shouwen/contracts/define-event";
import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { makeCertificates } from "@shouwen/test-kit/certificates";
import { eventually } from "@shouwen/test-kit/eventually";
import { type SecureKafka, secureKafka } from "@shouwen/test-kit/secure-kafka";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AggregateStore, openStore } from "../src/aggregate-store.ts";
import { openKafka } from "../src/kafka.ts";
import type { KafkaSecurity } from "../src/kafka-security.ts";
import { startLiveTail } from "../src/live-tail.ts";
import { projection } from "../src/reaction.ts";
import { accepted, newTicket, openRuntime, type Runtime, type Tally, tallyTable } from "./runtime.ts";

let kafka: SecureKafka;
const ends: (() => Promise<unknown>)[] = [];
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const { AclResourceTypes, AclOperationTypes, AclPermissionTypes, ResourcePatternTypes } = kafkajs;

/** What packages/kafka/README.md says a service needs: its groups, and the topics. */
const allow = async (username: string, group: string): Promise<void> => {
  const admin = kafka.as("admin").admin();
  await admin.connect();
  const right = { principal: `User:${username}`, host: "*", permissionType: AclPermissionTypes.ALLOW };
  const prefixed = { resourcePatternType: ResourcePatternTypes.PREFIXED };
  const topic = { ...right, ...prefixed, resourceType: AclResourceTypes.TOPIC, resourceName: "shouwen." };
  await admin.createAcls({
    acl: [
      { ...topic, operation: AclOperationTypes.READ },
      { ...topic, operation: AclOperationTypes.WRITE },
      {
        ...right,
        ...prefixed,
        resourceType: AclResourceTypes.GROUP,
        resourceName: group,
        operation: AclOperationTypes.READ,
      },
      {
        ...right,
        ...prefixed,
        resourceType: AclResourceTypes.GROUP,
        resourceName: group,
        operation: AclOperationTypes.DELETE,
      },
    ],
  });
  await admin.disconnect();
};

beforeAll(async () => {
  kafka = await secureKafka(["probe", "stranger"]);
  await allow("probe", "probe");
}, 240_000);
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  await kafka.close();
});

const securityOf = (username: string): KafkaSecurity => ({
  tls: { caFile: kafka.caFile },
  sasl: kafka.login(username),
});

const openAs = async (username: string): Promise<Runtime> => {
  const runtime = await openRuntime({ brokers: kafka.brokers, security: securityOf(username) });
  ends.push(runtime.close);
  return runtime;
};

const countAccepted = (heard: AggregateStore<Tally, Fact>) =>
  projection({
    name: "count-accepted",
    on: [ticketAccepted],
    store: heard,
    target: ({ data }) => data.ticketId,
    fold: (state) => ({ ...state, said: state.said + 1 }),
  });

test("over TLS, by name and password, and with no more rights than it needs, the runtime says and hears", async () => {
  const runtime = await openAs("probe");
  const heard = openStore(
    { ...tallyTable, table: "heard_tally", timers: () => [] },
    {
      database: runtime.database,
      source: "/services/probe-heard",
      onRefusal: () => undefined,
      wake: () => undefined,
    },
  );
  await runtime.start({ consumers: [countAccepted(heard)] });
  const seen = new Set<string>();
  const tail = startLiveTail({
    brokers: kafka.brokers,
    security: securityOf("probe"),
    name: "probe-live",
    topics: [{ name: ticketAccepted.topic, since: "beginning" }],
    log: quiet,
    onMessage: ({ key }) => seen.add(key),
  });
  ends.push(() => tail.stop());
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  await eventually(async () => {
    const rows = await runtime.query("select from heard_tally where id = $1", [id]);
    expect([rows.length, seen.has(id)]).toEqual([1, true]);
  });
});

test("where a user may see no topic, health says so, and nothing that was decided is lost", async () => {
  const runtime = await openAs("stranger");
  const bus = await runtime.start({});
  const id = newTicket();
  await runtime.say(id, [accepted(id)]);
  await eventually(async () => expect((await bus.healthWarnings()).join()).toContain(ticketAccepted.topic));
  expect(await bus.status()).toMatchObject({ outbox: 1, sent: 0 });
});

const connecting = async (address: {
  brokers: readonly string[];
  security?: KafkaSecurity;
}): Promise<void> => {
  const admin = openKafka({ ...address, clientId: "probe", log: quiet }).admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
  } finally {
    await admin.disconnect();
  }
};

test("in the clear, with a wrong password, or with an authority that we do not know, nobody is spoken to", async () => {
  const { brokers, caFile } = kafka;
  const sasl = kafka.login("probe");
  const elsewhere = await makeCertificates(mkdtempSync(join(tmpdir(), "shouwen-another-")));
  await expect(connecting({ brokers })).rejects.toThrow();
  await expect(connecting({ brokers, security: { sasl } })).rejects.toThrow();
  await expect(
    connecting({ brokers, security: { tls: { caFile: elsewhere.caFile }, sasl } }),
  ).rejects.toThrow(/certificate/);
  const wrong = { tls: { caFile }, sasl: { ...sasl, password: "guessed" } };
  await expect(connecting({ brokers, security: wrong })).rejects.toThrow(/[Aa]uthentication/);
  await connecting({ brokers, security: { tls: { caFile }, sasl } });
});
