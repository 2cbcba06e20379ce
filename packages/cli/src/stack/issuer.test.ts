import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { beforeEach, expect, test } from "vitest";
import { peopleOf, readDemoGroup } from "../demo/cast.ts";
import { demoTokens } from "./demo-tokens.ts";
import { demoUsers } from "./demo-users.ts";
import { openIssuer } from "./issuer.ts";
import { makeToken } from "./make-token.ts";
import { openStateFolder, type StateFolder, stateFolder } from "./state-folder.ts";

let folder: StateFolder;
beforeEach(() => {
  const path = mkdtempSync(join(tmpdir(), "shouwen-issuer-"));
  folder = stateFolder(path);
  openStateFolder(folder);
  process.env.SHOUWEN_HOME = path;
  return () => {
    delete process.env.SHOUWEN_HOME;
    rmSync(path, { recursive: true, force: true });
  };
});

const verify = async (token: string) => {
  const { jwksFile, issuer, audience } = await openIssuer(folder);
  const keys = createLocalJWKSet(JSON.parse(readFileSync(jwksFile, "utf8")));
  return (await jwtVerify(token, keys, { issuer, audience })).payload;
};

test("a token names the person, the roles and the properties, and verifies against the key set", async () => {
  const { sign } = await openIssuer(folder);
  const token = await sign({ staffId: "stf_1", name: "李静", roles: ["agent"], properties: ["prp_1"] });
  expect(await verify(token)).toMatchObject({
    iss: "http://shouwen.local",
    aud: "shouwen",
    sub: "stf_1",
    name: "李静",
    roles: ["agent"],
    properties: ["prp_1"],
  });
});

test("the keys are made once, and only their owner may read the private one", async () => {
  const first = await openIssuer(folder);
  const token = await first.sign({ staffId: "stf_1", name: "x", roles: [], properties: [] });
  await openIssuer(folder);
  expect(await verify(token)).toMatchObject({ sub: "stf_1" });
  expect(statSync(first.signingKeyFile).mode & 0o077).toBe(0);
  expect(readFileSync(first.jwksFile, "utf8")).not.toContain('"d"');
});

test("anybody gets a token; that of somebody of the demo group has their name, role and house", async () => {
  expect(await verify(await makeToken({ as: "stf_harbour_abel", hours: "1" }))).toMatchObject({
    name: expect.stringContaining("Abel"),
    roles: ["staff"],
    properties: ["prp_harbour"],
  });
  const options = { as: "stf_9", roles: "agent,supervisor", properties: "prp_1,prp_2", hours: "1" };
  expect(await verify(await makeToken(options))).toMatchObject({
    roles: ["agent", "supervisor"],
    properties: ["prp_1", "prp_2"],
  });
});

test("the demo users are people of the demo group, and see what they see at work", async () => {
  const people = peopleOf(await readDemoGroup());
  const { integrator: _machine, ...users } = demoUsers;
  for (const user of Object.values(users)) expect(people).toContainEqual(user);
});

test("the tokens of stack.json are those that the command makes: one's own properties, for as long", async () => {
  const tokens = await demoTokens(await openIssuer(folder));
  expect(Object.keys(tokens)).toEqual(Object.keys(demoUsers));
  for (const [role, { staffId }] of Object.entries(demoUsers)) {
    const [inFile, made] = [tokens[role] ?? "", await makeToken({ as: staffId, hours: "12" })].map((it) =>
      decodeJwt(it),
    );
    const { iat = 0, exp = 0, ...claims } = inFile ?? {};
    expect(made).toMatchObject(claims);
    expect(exp - iat).toBe(12 * 60 * 60);
  }
  expect(decodeJwt(tokens.agent ?? "").properties).toEqual(["prp_lakeside"]);
});

test("nobody gets a token by a slip of the pen, and who works in one house sees that house", async () => {
  await expect(makeToken({ as: "stf_nobody", hours: "1" })).rejects.toThrow("nobody of the demo group");
  expect(await verify(await makeToken({ as: "stf_lakeside_maya", hours: "1" }))).toMatchObject({
    properties: ["prp_lakeside"],
  });
});

test("a role or an id that does not exist is refused", async () => {
  await expect(makeToken({ as: "stf_9", roles: "king", properties: "prp_1", hours: "1" })).rejects.toThrow(
    "king is not a role",
  );
  await expect(makeToken({ as: "li", hours: "1" })).rejects.toThrow("li is not the id of a member of staff");
  await expect(makeToken({ as: "stf_9", hours: "soon" })).rejects.toThrow("--hours soon is not a time");
});
