/** The two ports of a broker on 127.0.0.1, and a third that clients are told where something stands between. */
export type BrokerPorts = { client: number; controller: number; advertised?: number };

/** Where an embedded Kafka keeps its files, and the ports of its brokers: one or three. */
export type KafkaOptions = { dir: string; brokers: readonly BrokerPorts[] };

/** What both ways of running a broker set, as `server.properties` names it. */
export const commonSettings = (brokerCount: number): Record<string, string> => {
  const copies = String(Math.min(brokerCount, 3));
  const needed = String(Math.min(brokerCount, 2));
  return {
    "process.roles": "broker,controller",
    "auto.create.topics.enable": "false",
    "delete.topic.enable": "true",
    "default.replication.factor": copies,
    "min.insync.replicas": needed,
    "offsets.topic.replication.factor": copies,
    "offsets.topic.num.partitions": "10",
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": needed,
    "share.coordinator.state.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": needed,
    "group.initial.rebalance.delay.ms": "0", // the first member of a group need not wait 3 s for others
    "broker.session.timeout.ms": "6000", // how long a broker killed with -9 is waited for, also by itself
    "controlled.shutdown.max.retries": "1",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.replica.fetchers": "1",
    "log.cleaner.threads": "1",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "log.segment.bytes": "67108864",
    "log.index.size.max.bytes": "1048576", // hundreds of partitions: small indexes are made faster
  };
};

/** `1@127.0.0.1:19093,2@…`, the controllers that vote. */
export const voters = (brokers: readonly BrokerPorts[], hostOf: (id: number) => string): string =>
  brokers.map(({ controller }, index) => `${index + 1}@${hostOf(index + 1)}:${controller}`).join(",");

/** The text of a `server.properties`. */
export const propertiesText = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
