import { eventually } from "@shouwen/test-kit/eventually";
import { postgres } from "@shouwen/test-kit/postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWith, sealWith, UnreadableText } from "../src/sealed-text.ts";
import { createVault, type Vault, type VaultOptions, type VaultQuery } from "../src/vault.ts";
import { aMasterKey } from "./keys.ts";

const services = ["intake", "profiles", "messaging", "callbacks", "routing", "scoring"] as const;
type Service = (typeof services)[number];

let db: Awaited<ReturnType<typeof postgres>>;
const pools = new Map<Service, pg.Pool>();

beforeAll(async () => {
  db = await postgres([...services]);
  for (const service of services)
    pools.set(service, new pg.Pool({ connectionString: db.services[service]?.machine }));
});

afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await db.close();
});

const queryAs =
  (service: Service): VaultQuery =>
  async (sql, params) => {
    const result = await pools.get(service)?.query(sql, params);
    return result?.rows ?? [];
  };

const aVault = (service: Service, overrides: Partial<VaultOptions> = {}): Vault =>
  createVault({ query: queryAs(service), masterKey: aMasterKey(), ...overrides });

/** A vault that counts its queries. */
const aCountedVault = (service: Service) => {
  const asked: string[] = [];
  const query: VaultQuery = (sql, params) => {
    asked.push(sql);
    return queryAs(service)(sql, params);
  };
  return { asked, vault: aVault(service, { query }) };
};

const aSubject = (prefix = "pro"): string => `${prefix}_${crypto.randomUUID()}`;

describe("what one service seals", () => {
  test("another opens", async () => {
    const sealed = await aVault("intake").seal(aSubject(), "+8613800138000");
    expect(sealed).toMatch(/^sealed:v1:pro_/);
    expect(await aVault("messaging").open(sealed ?? "")).toBe("+8613800138000");
  });

  test("stays together in its order, whoever it belongs to", async () => {
    const items = ["a", "b", "c"].map((text) => ({ subject: aSubject(), text }));
    const sealed = await aVault("intake").sealMany([...items, ...items]);
    expect(await aVault("callbacks").openMany(sealed.map(String))).toEqual(["a", "b", "c", "a", "b", "c"]);
  });

  test("opens with no other master key", async () => {
    const sealed = await aVault("intake").seal(aSubject(), "a");
    await expect(aVault("intake", { masterKey: aMasterKey(2) }).open(String(sealed))).rejects.toThrow(
      "another master key",
    );
  });

  test("does not open where its person never had a key", async () => {
    const subject = aSubject();
    const sealed = String(await aVault("intake").seal(subject, "a")).replace(subject, aSubject());
    await expect(aVault("intake").open(sealed)).rejects.toThrow(UnreadableText);
  });
});

describe("keys", () => {
  test("are minted for a whole batch in one query, and then in none", async () => {
    const { asked, vault } = aCountedVault("intake");
    const subjects = Array.from({ length: 256 }, () => aSubject());
    const keys = await vault.keysFor(subjects);
    const again = await vault.keysFor(subjects);
    expect(asked).toHaveLength(1);
    expect(again).toEqual(keys);
    const key = keys.get(String(subjects[0]));
    expect(key && openWith(key, sealWith(key, "a"))).toBe("a");
  });

  test("that many mint at once for one person are one key", async () => {
    const subjects = Array.from({ length: 50 }, () => aSubject());
    const vaults = Array.from({ length: 8 }, () => aVault("intake"));
    const orders = vaults.map((_, index) => (index % 2 ? subjects : [...subjects].reverse()));
    const sealed = await Promise.all(
      vaults.map((vault, index) =>
        vault.sealMany((orders[index] ?? []).map((subject) => ({ subject, text: subject }))),
      ),
    );
    const opened = await aVault("profiles").openMany(sealed.flat().map(String));
    expect(opened).toEqual(orders.flat());
  });

  test("belong to ids only", async () => {
    await expect(aVault("intake").seal("张三", "a")).rejects.toThrow("A key belongs to an id");
  });

  test("lie wrapped: the database alone opens nothing", async () => {
    const subject = aSubject();
    const vault = aVault("intake");
    const [key] = (await vault.keysFor([subject])).values();
    const rows = await queryAs("intake")("select wrapped from vault.keys($1)", [[subject]]);
    const wrapped = (rows[0] as { wrapped: Buffer }).wrapped;
    expect(wrapped.includes(key?.secret.export() ?? "")).toBe(false);
  });
});

describe("an erased person", () => {
  test("can be read no more, at once in the process that erased", async () => {
    const subject = aSubject();
    const vault = aVault("profiles");
    const sealed = String(await vault.seal(subject, "a"));
    expect(await vault.erase(subject, "stf_maya")).toBe(true);
    expect(await vault.open(sealed)).toBeNull();
  });

  test("can be read no more elsewhere once the cache has run out, or when told to forget", async () => {
    const subject = aSubject();
    const [brief, told] = [aVault("messaging", { cacheMs: 50 }), aVault("messaging")];
    const sealed = String(await aVault("intake").seal(subject, "a"));
    expect(await brief.open(sealed)).toBe("a");
    expect(await told.open(sealed)).toBe("a");
    await aVault("profiles").erase(subject, "stf_maya");
    await eventually(async () => expect(await brief.open(sealed)).toBeNull());
    expect(await told.open(sealed)).toBe("a"); // within its minute: that is the promise
    told.forget(subject);
    expect(await told.open(sealed)).toBeNull();
  });

  test("gets no new key: nothing can be sealed for them any more", async () => {
    const [known, unknown] = [aSubject(), aSubject()];
    const vault = aVault("profiles");
    await vault.seal(known, "a");
    await vault.erase(known, "stf_maya");
    await vault.erase(unknown, "stf_maya");
    expect(await vault.sealMany([known, unknown].map((subject) => ({ subject, text: "b" })))).toEqual([
      null,
      null,
    ]);
    expect(await aVault("intake").seal(known, "b")).toBeNull();
  });

  test("is erased once, and it stays written down who did it", async () => {
    const subject = aSubject();
    const vault = aVault("profiles");
    await vault.seal(subject, "a");
    expect(await vault.erase(subject, "stf_maya")).toBe(true);
    expect(await vault.erase(subject, "stf_omar")).toBe(false);
    const admin = new pg.Client({ connectionString: db.adminUrl });
    await admin.connect();
    const { rows } = await admin.query("select actor, role, had_key from vault.erasure where subject = $1", [
      subject,
    ]);
    const { rows: keys } = await admin.query("select wrapped from vault.person_key where subject = $1", [
      subject,
    ]);
    await admin.end();
    expect(rows).toEqual([{ actor: "stf_maya", role: "profiles", had_key: true }]);
    expect(keys).toEqual([{ wrapped: null }]);
  });

  test("stays erased even when a key was on its way meanwhile", async () => {
    const subject = aSubject();
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const slow: VaultQuery = async (sql, params) => {
      const rows = await queryAs("profiles")(sql, params);
      if (!sql.includes("vault.mint")) return rows;
      asked.resolve();
      await gate.promise;
      return rows;
    };
    const vault = aVault("profiles", { query: slow });
    const sealing = vault.seal(subject, "a");
    await asked.promise;
    await vault.erase(subject, "stf_maya");
    gate.resolve();
    expect(await vault.open(String(await sealing))).toBeNull();
  });
});

describe("the schema", () => {
  const refusal = (service: Service, sql: string) =>
    expect(pools.get(service)?.query(sql)).rejects.toThrow(/permission denied/);

  test("shows its tables to nobody", async () => {
    for (const service of services) {
      await refusal(service, "select from vault.person_key");
      await refusal(service, "delete from vault.erasure");
    }
  });

  test("lets only profiles erase, whatever rights a role was given by default", async () => {
    for (const service of services.filter((name) => name !== "profiles")) {
      await refusal(service, "select vault.erase('pro_x', 'y')");
    }
  });

  test("gives no key to the role that reads for people: only machines seal and open", async () => {
    const people = new pg.Pool({ connectionString: db.services.routing?.people, max: 1 });
    for (const text of ["select vault.keys('{}')", "select vault.mint('[]')"])
      await expect(people.query(text)).rejects.toThrow(/permission denied/);
    await people.end();
  });
});
