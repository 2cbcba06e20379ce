import cookie from "@fastify/cookie";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { SignJWT } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endedSessions } from "./ended-sessions.ts";
import { cookieSessions, isOver, sealedCodec } from "./sessions.ts";

const minuteMs = 60_000;
const tokenFor = (minutes: number): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(new Date(Date.now() + minutes * minuteMs))
    .sign(new TextEncoder().encode("of no matter here"));

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const later = (minutes: number) => vi.setSystemTime(Date.now() + minutes * minuteMs);

const app = Fastify();
await app.register(cookie);

/** A browser as far as a session needs one. */
const open = (secure = false) => {
  const jar = new Map<string, string>();
  const lines: string[] = [];
  const reply = {
    server: app,
    header: (_name: string, line: string) => {
      lines.push(line);
      const [name = "", value = ""] = line.split(";", 1)[0]?.split("=") ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    },
  } as unknown as FastifyReply;
  const request = () => ({ cookies: Object.fromEntries(jar) }) as unknown as FastifyRequest;
  const codec = sealedCodec("a secret of this test alone", async (session) =>
    isOver(session) ? { ...session, token: await tokenFor(10) } : session,
  );
  const ended = endedSessions(() => undefined);
  const sessions = cookieSessions({ codec, seconds: 60 * 60, ended, isSecure: () => secure });
  /** The same browser at a gateway that starts now. */
  const restarted = () => {
    const heard = endedSessions(() => undefined);
    return {
      heard,
      sessions: cookieSessions({ codec, seconds: 60 * 60, ended: heard, isSecure: () => secure }),
    };
  };
  return { jar, lines, reply, request, sessions, restarted };
};

test("a session is renewed while it goes on, and ends at its hour whatever is renewed", async () => {
  const { lines, reply, request, sessions } = open();
  await sessions.begin(request(), reply, { token: await tokenFor(10) });
  expect(lines.at(-1)).toContain("Max-Age=3600");
  const first = await tokenFor(10);
  expect(await sessions.tokenOf(request(), reply)).toBe(first);
  later(50);
  const renewed = await tokenFor(10);
  expect(renewed).not.toBe(first);
  expect(await sessions.tokenOf(request(), reply)).toBe(renewed);
  expect(lines.at(-1)).toContain("Max-Age=600");
  later(9);
  expect(await sessions.tokenOf(request(), reply)).toBe(renewed);
  later(1);
  expect(await sessions.tokenOf(request(), reply)).toBe(undefined);
});

test("whoever signs out is out with every copy of the cookie", async () => {
  const { jar, reply, request, sessions } = open();
  await sessions.begin(request(), reply, { token: await tokenFor(10) });
  const copy = request();
  expect(await sessions.goesOn(copy)).toBe(true);
  await sessions.end(request(), reply);
  expect(jar.size).toBe(0);
  expect(await sessions.tokenOf(copy, reply)).toBe(undefined);
  expect(await sessions.goesOn(copy)).toBe(false);
});

test("a gateway that starts takes no earlier session until it has heard which were ended, and every later one", async () => {
  const { reply, request, sessions, restarted } = open();
  const earlierToken = await tokenFor(10);
  await sessions.begin(request(), reply, { token: earlierToken });
  const earlier = request();
  later(1);
  const next = restarted();
  let heardAll = false;
  next.heard.follow(() => heardAll);
  expect(await next.sessions.tokenOf(earlier, reply)).toBe(undefined);
  const laterToken = await tokenFor(10);
  await next.sessions.begin(request(), reply, { token: laterToken });
  expect(await next.sessions.tokenOf(request(), reply)).toBe(laterToken);
  heardAll = true;
  expect(await next.sessions.tokenOf(earlier, reply)).toBe(earlierToken);
  heardAll = false; // lost its broker again
  expect(await next.sessions.tokenOf(earlier, reply)).toBe(earlierToken);
});

test("over https a browser takes the cookie from this very host alone, for all of its pages", async () => {
  const { jar, lines, reply, request, sessions } = open(true);
  await sessions.begin(request(), reply, { token: await tokenFor(10) });
  expect(lines[0]).toMatch(
    /^__Host-shouwen_session=[\w.-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const plain = {
    cookies: { shouwen_session: jar.get("__Host-shouwen_session") },
  } as unknown as FastifyRequest;
  expect(await sessions.tokenOf(request(), reply)).toBe(await tokenFor(10));
  expect(await sessions.tokenOf(plain, reply)).toBe(undefined);
});
