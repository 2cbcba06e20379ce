import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { issuer } from "./tokens.ts";

const clerk = { sub: "stf_maya", roles: ["agent"], properties: ["prp_lakeside"] };

test("a token says who somebody is and is signed with the key that the file names", () => {
  const { jwksPath, token } = issuer();
  const [head = "", body = "", signature = ""] = token(clerk).split(".");
  const { keys } = JSON.parse(readFileSync(jwksPath, "utf8"));
  const key = createPublicKey({ key: keys[0], format: "jwk" });
  expect(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))).toBe(true);
  expect(JSON.parse(Buffer.from(body, "base64url").toString())).toMatchObject(clerk);
});
