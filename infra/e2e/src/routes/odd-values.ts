/** Numbers from a seed, so that a run can be had again. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const cursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/** What a cursor decodes to that we did not give: of another list, of another type, of no type at all. */
export const oddCursors: readonly string[] = [
  cursor(["nonsense", "nonsense"]),
  cursor(["9999999999999999999999", "x"]),
  cursor(["2026-11-22T08:15:00Z", "\0"]),
  cursor(["0000-00-00T00:00:00Z", "tic_1"]),
  cursor(["+275760-09-13T00:00:00Z", "tic_1"]),
  cursor(["99999999999999999999"]),
  cursor(["-1", "-1"]),
  cursor([]),
  cursor([null, {}]),
  cursor({ length: 2 }),
  "AAAA",
];

/** Texts in an address that somebody sends once: written as they stand, percent signs included. */
export const oddTexts: readonly string[] = [
  "%00",
  "a%00b",
  "%ED%A0%80",
  "%F0%9F%8D%B5",
  "%zz",
  "",
  "-1",
  "0",
  "1e308",
  "99999999999999999999",
  "2147483648",
  "NaN",
  "constructor",
  "__proto__",
  "toString",
  "9999-12-31T23:59:59Z",
  "0000-01-01T00:00:00Z",
  "2026-02-30",
  "2026-11-22T08:15:00%2B99:99",
  "%27%3B--",
  "x".repeat(180),
  "..%2F..%2Fx",
];

/** Values in a body, as JSON text: half of a surrogate pair and 1e999 cannot be had otherwise. */
export const oddJson: readonly string[] = [
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00x"',
  '""',
  '" "',
  `"${"x".repeat(10_000)}"`,
  '"constructor"',
  '"__proto__"',
  '"toString"',
  '"9999-12-31T23:59:59Z"',
  '"0000-01-01T00:00:00Z"',
  '"2026-02-30"',
  '"+275760-09-13T00:00:00.000Z"',
  '"$x{{y}}"',
  '"🍵"',
  "null",
  "true",
  "-1",
  "0",
  "1.5",
  "1e308",
  "9007199254740993",
  "2147483648",
  "[]",
  "{}",
  '{"constructor":1,"toString":2}',
  '["\\u0000"]',
  `${"[".repeat(60)}${"]".repeat(60)}`,
];

/** Bodies that are none, whatever the route. */
export const oddBodies: readonly (string | undefined)[] = [
  undefined,
  "",
  "{",
  "null",
  "[]",
  "1",
  '"x"',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"\\u0000":1}',
  `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`,
];

/** Headers of a command. */
export const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  { "idempotency-key": "k".repeat(3_000) },
  { "idempotency-key": "" },
  { "if-match": "nonsense" },
  { "if-match": '"99999999999999999999"' },
  { "content-type": "text/plain" },
  { "content-type": "text/csv" },
  { "content-type": "" },
  { "accept-language": "zh;q=x,,;;," },
  { "x-provider-key": "é" },
];
