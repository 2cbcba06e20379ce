import { expect, test } from "vitest";
import type { Stack } from "../stack/stack-file.ts";
import { readyScreen } from "./up-screen.ts";

const stack: Stack = {
  gateway: "http://gateway",
  services: { routing: "http://routing" },
  replicas: {},
  kafka: { brokers: ["broker:9092"] },
  postgres: { url: "postgres://postgres", services: {} },
  tokens: {},
  pids: {},
  otlp: "http://otlp",
  helpers: { sms: "http://sms", mail: "http://mail", smtp: "smtp://mail" },
};

test("the addresses stand below each other, the one with a Chinese name as well", () => {
  const lines = readyScreen(stack, undefined).split("\n");
  expect(lines.slice(3, 5)).toEqual(["  Shouwen · 首问  http://gateway", "  routing         http://routing"]);
});
