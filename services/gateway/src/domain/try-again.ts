/** How an attempt on one replica went wrong. */
export type Failure =
  /** No connection: not one byte was sent. */
  | "not_sent"
  /** The replica is stopping and turned it away before any of its code saw it. */
  | "turned_away"
  /** The service says that something it stands on is away. */
  | "unavailable"
  /** It was sent, and the answer never came. Nobody knows whether it was done. */
  | "broke_off";

/** What can be done with a request a second time. */
export type Repeatability = {
  /** Doing it twice is doing it once: a safe method, or a command with an `Idempotency-Key`. */
  readonly harmless: boolean;
  /** Its whole body is still at hand. */
  readonly atHand: boolean;
};

/** Whether another replica may be asked. A command is never done twice, and never lost while a replica lives. */
export const mayTryAgain = (failure: Failure, { harmless, atHand }: Repeatability): boolean => {
  switch (failure) {
    case "not_sent":
      return true;
    case "turned_away":
      return atHand;
    case "unavailable":
    case "broke_off":
      return atHand && harmless;
  }
};

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Methods that change nothing (RFC 9110). */
export const isSafe = (method: string): boolean => safeMethods.has(method);

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether a request may be repeated without harm. */
export const isHarmless = (method: string, headers: Headers): boolean =>
  isSafe(method) || headers["idempotency-key"] !== undefined;
