import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type PortPlan, planPorts, usualPort } from "./port-plan.ts";

const services = ["gateway", "intake", "routing"];
const wanted = { services, all: services, replicas: { routing: 3 }, brokers: 3 };

const allPorts = ({ replicas, brokers, postgres, traces, sms, mail, smtp }: PortPlan): number[] => [
  ...replicas.map(({ port }) => port),
  ...brokers.flatMap(({ client, controller }) => [client, controller]),
  postgres,
  traces,
  sms,
  mail,
  smtp,
];

test("every process has a port of its own", async () => {
  const ports = allPorts(await planPorts(wanted));
  expect(new Set(ports).size).toBe(ports.length);
  expect(ports).toHaveLength(5 + 6 + 5);
});

test("a service keeps its usual port when others are left out", () => {
  expect(services.map((service) => usualPort(service, services))).toEqual([4400, 4401, 4402]);
});

test("replicas are numbered from the second on", async () => {
  const { replicas } = await planPorts(wanted);
  expect(replicas.map(({ name }) => name)).toEqual([
    "gateway",
    "intake",
    "routing",
    "routing-2",
    "routing-3",
  ]);
});

test("a port that somebody else listens on shifts, and the others stay apart from it", async () => {
  const before = await planPorts(wanted);
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(before.postgres, "127.0.0.1", resolve));
  const after = await planPorts(wanted);
  expect(allPorts(after)).not.toContain(before.postgres);
});
