import { tombstoneOf } from "@shouwen/contracts/define-event";
import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import type { ServiceConfig } from "@shouwen/service-kit/config";
import { commandHandler } from "@shouwen/service-kit/decision";
import { republishJob } from "@shouwen/service-kit/republish";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { propertyNotFound, staffNotFound, teamNotFound } from "./domain/rejections.ts";
import { dutyRoutes } from "./http/duty.ts";
import { importRoutes } from "./http/imports.ts";
import { propertyPutter, propertyRoutes } from "./http/properties.ts";
import { staffPutter, staffRoutes } from "./http/staff.ts";
import { teamDissolver, teamPutter, teamRoutes } from "./http/teams.ts";
import { propertyTable, staffTable, teamTable } from "./store/aggregates.ts";
import { openDirectory } from "./store/directory.ts";
import { openHouse } from "./store/house.ts";

export const wireWorkforce = (kit: Kit<ServiceConfig>): Wiring => {
  const properties = kit.store(propertyTable);
  const teams = kit.store(teamTable);
  const staff = kit.store(staffTable);
  const house = openHouse(kit.database);
  const directory = openDirectory(kit.config.PEOPLE_DATABASE_URL);

  const handleProperty = commandHandler(properties, {
    notFound: propertyNotFound,
    propertyOf: (property) => (property.status === "unknown" ? undefined : property.data.propertyId),
  });
  const handleTeam = commandHandler(teams, {
    notFound: teamNotFound,
    propertyOf: (team) => (team.status === "unknown" ? undefined : team.data.propertyId),
  });
  const handleStaff = commandHandler(staff, {
    notFound: staffNotFound,
    propertyOf: (member) => (member.status === "unknown" ? undefined : member.data.propertyId),
  });

  const putProperty = propertyPutter(handleProperty);
  const putTeam = teamPutter(handleTeam, house.isKnown);
  const putStaff = staffPutter(handleStaff, house);

  return {
    routes: [
      propertyRoutes(putProperty, directory),
      teamRoutes({ put: putTeam, dissolve: teamDissolver(handleTeam, house.membersOf) }, directory),
      staffRoutes(putStaff, handleStaff, directory),
      dutyRoutes(handleStaff),
      importRoutes({ putProperty, putTeam, putStaff, handleStaff }),
    ],
    consumers: [],
    jobs: [
      republishJob(properties, (property) =>
        property.status === "unknown" ? undefined : propertyState.of(property.data),
      ),
      republishJob(teams, (team) => {
        if (team.status === "unknown") return undefined;
        return team.status === "standing"
          ? teamState.of(team.data)
          : tombstoneOf(teamState, team.data.teamId);
      }),
      republishJob(staff, (member) => (member.status === "unknown" ? undefined : staffState.of(member.data))),
    ],
    close: directory.close,
  };
};
