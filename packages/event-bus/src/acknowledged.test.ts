import { expect, test } from "vitest";
import { requireAcknowledged } from "./acknowledged.ts";

const answer = (topicName: string, ...partitions: number[]) =>
  partitions.map((partition) => ({ topicName, partition, errorCode: 0 }));

test("a send counts when every partition was acknowledged", () => {
  requireAcknowledged("shouwen.ticket", [3, 3, 5], answer("shouwen.ticket", 5, 3));
  requireAcknowledged("shouwen.ticket", [], []);
});

test("a partition that was left out is named, whatever else was acknowledged", () => {
  const send = () =>
    requireAcknowledged(
      "shouwen.ticket",
      [3, 5, 7],
      [...answer("shouwen.ticket", 5), ...answer("shouwen.ledger", 3, 7)],
    );
  expect(send).toThrow("The brokers did not acknowledge shouwen.ticket, partitions 3, 7");
});
