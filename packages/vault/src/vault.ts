import { createSecretKey } from "node:crypto";
import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";
import { type MasterKey, newSecret, unwrap, wrap } from "./master-key.ts";
import { isSubject, openWith, type PersonKey, sealWith, subjectOf, UnreadableText } from "./sealed-text.ts";

/**
 * Runs one statement on a connection that may call the functions of schema `vault`, and gives its rows. The texts are
 * three, each shorter than 63 characters, so that a text may be its own name as a prepared statement.
 */
export type VaultQuery = (sql: string, params: unknown[]) => Promise<readonly unknown[]>;

export type VaultOptions = {
  readonly query: VaultQuery;
  readonly masterKey: MasterKey;
  /** How long a key may be used after it was fetched: an erasure elsewhere is noticed within it. Default 60 s. */
  readonly cacheMs?: number;
  readonly cacheEntries?: number;
};

export type ToSeal = { readonly subject: string; readonly text: string };

/** Per-person encryption. Null always means: this person is erased, nothing of them is kept or can be read. */
export type Vault = {
  /** The keys of these subjects, minted where there is none: at most one query, none when all are cached. */
  keysFor(subjects: readonly string[]): Promise<ReadonlyMap<string, PersonKey | null>>;
  /** Which of these subjects have a key that was not destroyed. Mints none. */
  haveKeys(subjects: readonly string[]): Promise<ReadonlySet<string>>;
  seal(subject: string, text: string): Promise<string | null>;
  /** In the order given, with at most one query. */
  sealMany(items: readonly ToSeal[]): Promise<(string | null)[]>;
  /** Throws `UnreadableText` when the text is no sealed text, was changed, or its person never had a key. */
  open(sealed: string): Promise<string | null>;
  /** In the order given, with at most one query. Throws as `open` does. */
  openMany(sealed: readonly string[]): Promise<(string | null)[]>;
  /** Destroys the person's key for good. True when this call did it, false when it had been done. */
  erase(subject: string, actor: string): Promise<boolean>;
  /** Drops a person's key from the cache, so that the next use asks the database: call it on `profile.erased`. */
  forget(subject: string): void;
};

type KeyRow = { subject: string; wrapped: Uint8Array | null; erased: boolean };
type Held = { readonly key: PersonKey | null };
type Keys = Map<string, PersonKey | null>;

const mintSql = "select subject, wrapped, erased from vault.mint($1::jsonb)";
const keysSql = "select subject, wrapped, erased from vault.keys($1::text[])";
const eraseSql = "select vault.erase($1, $2) as erased";

const checkSubject = (subject: string): void => {
  if (!isSubject(subject)) throw new Error("A key belongs to an id such as pro_… or req_…");
};

const toKey = (masterKey: MasterKey, { subject, wrapped }: KeyRow): PersonKey | null => {
  if (wrapped === null) return null;
  return { subject, secret: createSecretKey(unwrap(masterKey, subject, wrapped)) };
};

const offerFor = (masterKey: MasterKey, subject: string) => ({
  subject,
  wrapped: wrap(masterKey, subject, newSecret()).toString("base64"),
});

/**
 * The keys that this process holds. What a query brings is kept only if nothing was forgotten while it ran, so
 * that an erasure is never undone by an answer that was already on its way.
 */
const createKeyCache = ({ masterKey, cacheMs = 60_000, cacheEntries = 20_000 }: VaultOptions) => {
  const held = new LRUCache<string, Held>({ max: cacheEntries, ttl: cacheMs });
  let forgotten = 0;

  const fetch = async (keys: Keys, load: () => Promise<readonly unknown[]>): Promise<Keys> => {
    const before = forgotten;
    for (const row of (await load()) as readonly KeyRow[]) {
      const key = toKey(masterKey, row);
      keys.set(row.subject, key);
      if (forgotten === before) held.set(row.subject, { key });
    }
    return keys;
  };

  return {
    /** The keys of these subjects; `load` is asked for those that are not held. */
    async find(
      subjects: Iterable<string>,
      load: (missing: string[]) => Promise<readonly unknown[]>,
    ): Promise<Keys> {
      const keys: Keys = new Map();
      const missing: string[] = [];
      for (const subject of new Set(subjects)) {
        const cached = held.get(subject);
        if (cached) keys.set(subject, cached.key);
        else missing.push(subject);
      }
      return missing.length === 0 ? keys : fetch(keys, () => load(missing));
    },
    forget(subject: string): void {
      forgotten += 1;
      held.delete(subject);
    },
  };
};

/** Keys of persons, kept in schema `vault` and wrapped by the master key; see `Vault` for what it promises. */
export const createVault = (options: VaultOptions): Vault => {
  const { query, masterKey } = options;
  const cache = createKeyCache(options);
  // Texts that are opened side by side, as a batch of messages is, ask for their keys in one query.
  const rows = new DataLoader<string, KeyRow | undefined>(
    async (subjects) => {
      const found = (await query(keysSql, [subjects])) as readonly KeyRow[];
      const bySubject = new Map(found.map((row) => [row.subject, row]));
      return subjects.map((subject) => bySubject.get(subject));
    },
    { cache: false },
  );
  const readRows = async (subjects: readonly string[]): Promise<readonly KeyRow[]> => {
    const found = await Promise.all(subjects.map((subject) => rows.load(subject)));
    return found.filter((row) => row !== undefined);
  };

  const keysFor = async (subjects: readonly string[]): Promise<Keys> => {
    subjects.forEach(checkSubject);
    return cache.find(subjects, (missing) =>
      query(mintSql, [JSON.stringify(missing.map((subject) => offerFor(masterKey, subject)))]),
    );
  };

  const sealMany = async (items: readonly ToSeal[]): Promise<(string | null)[]> => {
    const keys = await keysFor(items.map(({ subject }) => subject));
    return items.map(({ subject, text }) => {
      const key = keys.get(subject) ?? null;
      return key && sealWith(key, text);
    });
  };

  const openMany = async (sealed: readonly string[]): Promise<(string | null)[]> => {
    const keys = await cache.find(sealed.map(subjectOf), readRows);
    return sealed.map((text) => {
      const subject = subjectOf(text);
      const key = keys.get(subject);
      if (key === undefined) throw new UnreadableText("The person never had a key", { subject });
      return key && openWith(key, text);
    });
  };

  return {
    keysFor,
    haveKeys: async (subjects) => {
      const found = await readRows(subjects);
      return new Set(found.filter(({ erased }) => !erased).map(({ subject }) => subject));
    },
    sealMany,
    openMany,
    seal: async (subject, text) => (await sealMany([{ subject, text }]))[0] ?? null,
    open: async (sealed) => (await openMany([sealed]))[0] ?? null,
    erase: async (subject, actor) => {
      checkSubject(subject);
      cache.forget(subject); // also before: an answer that is on its way now must not be kept
      const [row] = (await query(eraseSql, [subject, actor])) as readonly { erased: boolean }[];
      cache.forget(subject);
      return row?.erased === true;
    },
    forget: cache.forget,
  };
};
