import { expect, test } from "vitest";
import { isOwnHost } from "./own-hosts.ts";

test("without a public address only this machine's own names are answered", () => {
  for (const host of ["localhost", "localhost:8080", "127.0.0.1:4400", "127.1.2.3", "[::1]:8080"])
    expect(isOwnHost(host, undefined), host).toBe(true);
  for (const host of [
    "",
    "attacker.example",
    "10.0.0.7:8080",
    "localhost.attacker.example",
    "a@localhost",
    "[::2]",
  ])
    expect(isOwnHost(host, undefined), host).toBe(false);
});

test("the host of the public address is answered, with its port or without the one that goes without saying", () => {
  expect(isOwnHost("desk.example.com", "https://desk.example.com/")).toBe(true);
  expect(isOwnHost("DESK.example.com:443", "https://desk.example.com")).toBe(true);
  expect(isOwnHost("desk.example.com:8443", "https://desk.example.com")).toBe(false);
  expect(isOwnHost("other.example.com", "https://desk.example.com")).toBe(false);
  expect(isOwnHost("127.0.0.1:8080", "https://desk.example.com")).toBe(true);
});
