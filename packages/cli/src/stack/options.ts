import { Problem } from "@shouwen/stack/problem";

/** What `up` was asked for. */
export type UpOptions = {
  detach: boolean;
  reset: boolean;
  /** Only these services; undefined means all. */
  services: string[] | undefined;
  /** How many processes of a service; 1 where it is not named. */
  replicas: Record<string, number>;
  brokers: 1 | 3;
  demo: boolean;
  /** Set from outside, used instead of the embedded ones. */
  databaseUrl: string | undefined;
  kafkaBrokers: string[] | undefined;
};

/** The flags as commander hands them over. */
export type UpFlags = {
  detach?: boolean;
  reset?: boolean;
  services?: string;
  replicas?: string[];
  brokers?: string;
  demo?: boolean;
};

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part.length > 0);

const readReplicas = (texts: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    texts.flatMap(listOf).map((text) => {
      const [, name, count] = /^([a-z_]+)=([1-9])$/.exec(text) ?? [];
      if (name && count) return [name, Number(count)];
      throw new Problem(`--replicas ${text} says nothing`, {
        fix: "Write it as --replicas routing=2 (1 to 9).",
      });
    }),
  );

const readBrokers = (text: string): 1 | 3 => {
  if (text === "1") return 1;
  if (text === "3") return 3;
  throw new Problem(`--brokers ${text} is neither 1 nor 3`, { fix: "Write --brokers 1 or --brokers 3." });
};

const checkNames = (names: readonly string[], known: readonly string[], flag: string): void => {
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new Problem(`${flag} names ${stranger}, and there is no such service`, {
    fix: `The services are: ${known.join(", ")}.`,
  });
};

const external = (env: NodeJS.ProcessEnv): Pick<UpOptions, "databaseUrl" | "kafkaBrokers"> => ({
  databaseUrl: env.DATABASE_URL || undefined,
  kafkaBrokers: env.KAFKA_BROKERS ? listOf(env.KAFKA_BROKERS) : undefined,
});

const checkReset = ({ reset, databaseUrl, kafkaBrokers }: UpOptions): void => {
  const named = [databaseUrl && "DATABASE_URL", kafkaBrokers && "KAFKA_BROKERS"]
    .filter(Boolean)
    .join(" and ");
  if (!reset || !named) return;
  throw new Problem(`--reset empties the embedded stack only, and ${named} is set`, {
    fix: "Empty that server yourself, or unset the variable.",
  });
};

/** Reads the flags of `up` and refuses what makes no sense. `known` are the services of this clone. */
export const readUpOptions = (
  flags: UpFlags,
  env: NodeJS.ProcessEnv,
  known: readonly string[],
): UpOptions => {
  const options: UpOptions = {
    detach: flags.detach ?? false,
    reset: flags.reset ?? false,
    services: flags.services === undefined ? undefined : listOf(flags.services),
    replicas: readReplicas(flags.replicas ?? []),
    brokers: readBrokers(flags.brokers ?? "1"),
    demo: flags.demo ?? true,
    ...external(env),
  };
  checkNames(options.services ?? [], known, "--services");
  checkNames(Object.keys(options.replicas), known, "--replicas");
  checkReset(options);
  return options;
};
