import { isTeam } from "../policies.ts";

/** What keeps a rule from being published, and where it stands. */
export type UnknownTeam = {
  readonly severity: "error" | "warning";
  readonly code: "unknown_team";
  readonly path: string;
  readonly message: string;
};

/**
 * The teams that a rule names and that nobody has. For one property that is an error: nobody would do what the rule
 * says. For the group it is a warning: not every property has every team.
 */
export const unknownTeamsIn = (
  list: string,
  items: readonly { readonly team: string }[],
  { scope, teamIds }: { readonly scope: string; readonly teamIds: readonly string[] },
): UnknownTeam[] => {
  const isOfProperty = scope.startsWith("prp_");
  return items.flatMap(({ team }, at) =>
    team === "*" || teamIds.some((teamId) => isTeam(teamId, team))
      ? []
      : [
          {
            severity: isOfProperty ? "error" : "warning",
            code: "unknown_team",
            path: `${list}.${at}.team`,
            message: isOfProperty ? `${scope} has no team ${team}` : `Nobody has a team ${team}`,
          },
        ],
  );
};
