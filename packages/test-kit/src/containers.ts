import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { PostgreSqlContainer } from "@testcontainers/postgresql";
import { GenericContainer, Wait } from "testcontainers";
import type { Launcher } from "./test-server.ts";

const brokerSettings = (port: number): Record<string, string> => ({
  KAFKA_NODE_ID: "1",
  KAFKA_PROCESS_ROLES: "broker,controller",
  KAFKA_LISTENERS: "PLAINTEXT://:9092,CONTROLLER://:9093",
  KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
  KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
  KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1",
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1",
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: "1",
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: "1",
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
});

/**
 * The same servers as the embedded ones, at the same versions. Kafka is a plain container with a port chosen
 * before, because the module of Testcontainers knows Confluent's images only, which lag behind Apache's.
 */
export const containers: Launcher = {
  postgres: async () => {
    const container = await new PostgreSqlContainer("postgres:18.4")
      .withDatabase("postgres")
      .withUsername("postgres")
      .withCommand([
        "postgres",
        "-c",
        "max_connections=300",
        "-c",
        "max_locks_per_transaction=256",
        "-c",
        "fsync=off",
      ])
      .start();
    return { address: container.getConnectionUri(), stop: async () => void (await container.stop()) };
  },
  kafka: async () => {
    const port = await ephemeralPort();
    const container = await new GenericContainer("apache/kafka:4.3.1")
      .withExposedPorts({ container: 9092, host: port })
      .withEnvironment(brokerSettings(port))
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .start();
    return { address: [`127.0.0.1:${port}`], stop: async () => void (await container.stop()) };
  },
};
