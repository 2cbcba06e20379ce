import { expect, test } from "vitest";
import { dockerArguments } from "./docker.ts";

const ports = [4492, 4494, 4496].map((client) => ({ client, controller: client + 1 }));

test("a broker in a container is reached at 127.0.0.1 and keeps its data in a volume", () => {
  const args = dockerArguments("shouwen-kafka-abc", 2, ports).join(" ");
  expect(args).toContain("--publish 127.0.0.1:4494:9092");
  expect(args).toContain("--volume shouwen-kafka-abc-2:/var/lib/kafka/data");
  expect(args).toContain(
    "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:4494,INTERNAL://shouwen-kafka-abc-2:9094",
  );
  expect(args).toMatch(/apache\/kafka:4\.3\.1$/);
});

test("the brokers of a cluster agree on its id, its voters and its copies", () => {
  const all = [1, 2, 3].map((id) => dockerArguments("shouwen-kafka-abc", id, ports));
  const shared = /CLUSTER_ID|QUORUM_VOTERS|REPLICATION_FACTOR|MIN_INSYNC/;
  const settings = all.map((args) => args.filter((arg) => shared.test(arg)));
  expect(settings[0]).toContain("KAFKA_MIN_INSYNC_REPLICAS=2");
  expect(settings[1]).toEqual(settings[0]);
  expect(settings[2]).toEqual(settings[0]);
});
