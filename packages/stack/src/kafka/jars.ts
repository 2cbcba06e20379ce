import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { errorCode, Problem } from "../problem.ts";

/** The newest Kafka whose parts all resolve from Maven Central. */
export const KAFKA_VERSION = "4.3.1";

const LOG4J_VERSION = "2.24.3";
const NEEDED_JAVA = 17;

/** Where downloads are kept between clones: `SHOUWEN_CACHE`, else `~/.cache/shouwen`. */
const cacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env.SHOUWEN_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "shouwen");

const kafkaHome = (): string => join(cacheDir(), `kafka-${KAFKA_VERSION}`);

/** Whether Kafka was fetched on this machine before, so that no Maven is needed. */
export const hasKafkaJars = (): boolean => existsSync(join(kafkaHome(), "complete"));

const tried = (command: string, args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(command, args, { encoding: "utf8" });

/** The major version of the `java` on the PATH, or undefined when there is none. */
const javaVersion = (): number | undefined => {
  const { stderr, error } = tried("java", ["-version"]);
  const found = error ? undefined : /version "(\d+)/.exec(stderr)?.[1];
  return found ? Number(found) : undefined;
};

/** Whether a Java that can run Kafka is installed. */
export const hasJava = (): boolean => (javaVersion() ?? 0) >= NEEDED_JAVA;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shouwen</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${LOG4J_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>${LOG4J_VERSION}</version></dependency>
  </dependencies>
</project>
`;

const LOGGING = `<Configuration status="WARN">
  <Appenders><Console name="out"><PatternLayout pattern="%d{ISO8601} %p %c{1} %m%n"/></Console></Appenders>
  <Loggers><Root level="WARN"><AppenderRef ref="out"/></Root><Logger name="kafka.server.KafkaRaftServer" level="INFO"/></Loggers>
</Configuration>
`;

const runMaven = (folder: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const goal = ["dependency:copy-dependencies", "-DoutputDirectory=libs", "-DincludeScope=runtime"];
    const maven = spawn("mvn", ["-q", "-B", ...goal], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [maven.stdout, maven.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    maven.once("error", reject).once("close", (code) => resolve({ code: code ?? 1, output }));
  });

const mavenMissing = (): Problem =>
  new Problem("Maven is not installed, and Kafka has not been fetched on this machine yet", {
    fix: "Install it (Debian: apt-get install maven · macOS: brew install maven), or set KAFKA_BROKERS to a Kafka of yours.",
  });

const mavenFailed = (output: string): Problem => {
  const reason =
    output.split("\n").find((line) => line.startsWith("[ERROR]")) ?? output.trim().split("\n").at(-1) ?? "";
  const full = /no space left/i.test(output);
  return new Problem(`Kafka could not be fetched: ${reason.replace("[ERROR] ", "").slice(0, 300)}`, {
    fix: full
      ? "Free some disk space; Kafka needs 60 MB in your home directory."
      : "Check that Maven reaches its repository (proxy or mirror go into ~/.m2/settings.xml), and try again.",
  });
};

/** Fetches into a folder aside and renames it, so that two clones starting at once or a Ctrl-C leave nothing half. */
const fetchKafka = async (home: string): Promise<void> => {
  const draft = `${home}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, "conf"), { recursive: true });
  writeFileSync(join(draft, "pom.xml"), POM);
  writeFileSync(join(draft, "conf", "log4j2.xml"), LOGGING);
  try {
    const { code, output } = await runMaven(draft);
    if (code !== 0) throw mavenFailed(output);
    writeFileSync(join(draft, "complete"), KAFKA_VERSION);
    if (!hasKafkaJars()) {
      rmSync(home, { recursive: true, force: true });
      renameSync(draft, home);
    }
  } catch (error) {
    throw errorCode(error) === "ENOENT" ? mavenMissing() : error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

let fetching: Promise<void> | undefined;

/** The class path of Kafka, fetched through Maven once per user and version (46 jars, 43 MB). */
export const kafkaClassPath = async (): Promise<string> => {
  const home = kafkaHome();
  if (!hasKafkaJars()) {
    fetching ??= fetchKafka(home); // three brokers starting at once fetch together
    await fetching;
  }
  return [join(home, "libs", "*"), join(home, "conf")].join(":");
};
