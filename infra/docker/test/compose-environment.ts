import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readCompose, repository } from "./compose-file.ts";

/** What `sh infra/docker/make-env.sh > .env` makes. */
export const madeVariables = (): Record<string, string> => {
  const made = spawnSync("sh", [join(repository, "infra/docker/make-env.sh")], { encoding: "utf8" });
  return Object.fromEntries(
    [...made.stdout.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
};

/** Fills in variables as compose does: what is not given arrives as its default, or empty. */
const filledIn = (text: string, variables: Record<string, string>): string =>
  text.replaceAll(
    /\$\{(\w+)(?::-([^}]*))?\}/g,
    (_, name: string, otherwise: string | undefined) => variables[name] || (otherwise ?? ""),
  );

/** The environment of a container: of the image, and of the compose file with these variables. */
export const containerEnvironment = (
  name: string,
  variables: Record<string, string>,
): Record<string, string> => {
  const environment = readCompose().services[name]?.environment ?? {};
  const filled = Object.entries(environment).map(([key, value]) => [key, filledIn(String(value), variables)]);
  return { NODE_ENV: "production", ...Object.fromEntries(filled) };
};
