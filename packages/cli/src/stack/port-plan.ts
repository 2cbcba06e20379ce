import type { BrokerPorts } from "@shouwen/stack/kafka/brokers";
import { freePort } from "@shouwen/stack/machine/ports";

/** One process of a service: `routing`, and `routing-2` for its second replica. */
export type Replica = { name: string; service: string; port: number };

/** Every port of the stack, all on 127.0.0.1. */
export type PortPlan = {
  postgres: number;
  brokers: BrokerPorts[];
  traces: number;
  sms: number;
  mail: number;
  smtp: number;
  replicas: Replica[];
};

/** Where the search for a free port begins. They stay the same from start to start while nobody takes them. */
const FIRST = {
  services: 4400,
  moreReplicas: 4460,
  /** Outside of all others, so that one port that is taken does not push every later one aside. */
  instead: 4500,
  traces: 4440,
  sms: 4441,
  mail: 4442,
  smtp: 4443,
  postgres: 4432,
  brokers: 4492,
} as const;

/** `services` in the order of the clone; those that are not started keep their place, and so the others their port. */
type Wanted = {
  services: readonly string[];
  all: readonly string[];
  replicas: Record<string, number>;
  brokers: number;
};

/** The port of a service while nobody else listens there: by its place among all services of the clone. */
export const usualPort = (service: string, all: readonly string[]): number =>
  FIRST.services + all.indexOf(service);

const createChooser = () => {
  const taken = new Set<number>();
  return async (preferred: number): Promise<number> => {
    const next = await freePort(preferred, taken);
    const port = next === preferred ? next : await freePort(FIRST.instead, taken);
    taken.add(port);
    return port;
  };
};

/** Chooses the ports: the usual ones, or another one where somebody else listens. */
export const planPorts = async ({ services, all, replicas, brokers }: Wanted): Promise<PortPlan> => {
  const choose = createChooser();
  const plan: PortPlan = {
    postgres: await choose(FIRST.postgres),
    brokers: [],
    traces: await choose(FIRST.traces),
    sms: await choose(FIRST.sms),
    mail: await choose(FIRST.mail),
    smtp: await choose(FIRST.smtp),
    replicas: [],
  };
  for (let index = 0; index < brokers; index += 1) {
    const client = await choose(FIRST.brokers + 2 * index);
    plan.brokers.push({ client, controller: await choose(client + 1) });
  }
  for (const service of services) {
    plan.replicas.push({ name: service, service, port: await choose(usualPort(service, all)) });
  }
  for (const [service, count] of Object.entries(replicas)) {
    for (let number = 2; number <= count; number += 1) {
      plan.replicas.push({ name: `${service}-${number}`, service, port: await choose(FIRST.moreReplicas) });
    }
  }
  return plan;
};
