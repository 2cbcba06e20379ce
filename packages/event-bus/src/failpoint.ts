/**
 * Places at which a fault test lets a process die, as kill -9 at the worst moment would:
 *
 * - `saving`: a statement is on its way and its answer is not here; it may or may not commit
 * - `saved`: after the commit, before the relay or anybody else heard of it
 * - `sent`: the broker has the events, the outbox still has them as well
 * - `handled`: a batch is handled, its offset not committed
 * - `timer_decided`: a due moment was decided and not yet saved with its removal
 * - `claimed`: a message is ours to send and not handed over
 * - `provider_called`: the provider has answered, nothing is written down
 * - `stopping`: in the middle of an orderly shutdown
 */
export const failpoints = [
  "saving",
  "saved",
  "sent",
  "handled",
  "timer_decided",
  "claimed",
  "provider_called",
  "stopping",
] as const;

export type Failpoint = (typeof failpoints)[number];

let armed: { readonly name: string; left: number } | undefined;

/**
 * Arms what `FAIL_AT` says: `sent:3` dies the third time that `sent` is passed. Undefined disarms; that is how
 * production runs, and then passing a failpoint is one comparison.
 */
export const armFailpoint = (failAt: string | undefined): void => {
  if (failAt === undefined) {
    armed = undefined;
    return;
  }
  const [, name = "", nth = "1"] = /^([a-z_]+)(?::(\d+))?$/.exec(failAt) ?? [];
  if (!failpoints.some((known) => known === name))
    throw new Error(`FAIL_AT=${failAt}: the failpoints are ${failpoints.join(", ")}`);
  armed = { name, left: Number(nth) };
};

const isTime = (name: Failpoint): boolean => {
  if (armed?.name !== name) return false;
  armed.left -= 1;
  return armed.left === 0;
};

/** Dies here when it is armed and the time has come. */
export const pass = (name: Failpoint): void => {
  if (armed !== undefined && isTime(name)) process.kill(process.pid, "SIGKILL");
};

/** Dies while the work is under way: after it was written to its socket, before its answer was read. */
export const passDuring = <T>(name: Failpoint, work: Promise<T>): Promise<T> => {
  if (armed !== undefined && isTime(name)) setImmediate(() => process.kill(process.pid, "SIGKILL"));
  return work;
};

let faultyKeys: string | undefined;

/** Makes every handler fail for keys that end so, as a bug that only some data meets would. Undefined lifts it. */
export const armKeyFault = (keyEnding: string | undefined): void => {
  faultyKeys = keyEnding;
};

/** Throws where a curse lies on this key. */
export const injectKeyFault = (key: string): void => {
  if (faultyKeys !== undefined && key.endsWith(faultyKeys))
    throw new TypeError("A planted bug: a fault was injected for this key");
};
