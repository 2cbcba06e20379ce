import type { ServiceUrls } from "@shouwen/postgres/database";
import type { BrokerPorts } from "@shouwen/stack/kafka/brokers";
import type { PortPlan } from "./port-plan.ts";

/** Other ports for the database and the brokers, which lead there: the fault tests stand in the way with them. */
export type Doors = { readonly postgres: number; readonly brokers: readonly number[] };

/** What a fault test changes in a stack that it runs itself. A stack that people start has none of it. */
export type Interference = {
  /** Resolves when this process may start; asked before its first start and before every later one. */
  mayStart(name: string): Promise<void>;
  /** What a service's process is told besides, asked at each start. */
  environmentOf(name: string): Readonly<Record<string, string>>;
  /** Through which ports the services reach the database and the brokers. */
  doors?(ports: PortPlan): Promise<Doors>;
};

/** Every process starts at once and is told nothing. */
export const noInterference: Interference = {
  mayStart: () => Promise.resolve(),
  environmentOf: () => ({}),
};

/** The same databases, reached through another port. */
export const throughDoor = (
  databases: Readonly<Record<string, ServiceUrls>>,
  doors: Doors | undefined,
): Record<string, ServiceUrls> => {
  if (!doors) return databases;
  const moved = (url: string): string => {
    const other = new URL(url);
    other.port = String(doors.postgres);
    return other.href;
  };
  return Object.fromEntries(
    Object.entries(databases).map(([service, { owner, machine, people }]) => [
      service,
      { owner, machine: moved(machine), people: moved(people) },
    ]),
  );
};

/** The same brokers, which tell their clients to come through another port. */
export const withDoors = (brokers: readonly BrokerPorts[], doors: Doors | undefined): BrokerPorts[] =>
  brokers.map((broker, index) => {
    const advertised = doors?.brokers[index];
    return advertised === undefined ? broker : { ...broker, advertised };
  });
