// Counts the pushes to this project and says who pushed what where.
var storage = require("storage");

var count = Number(storage.get("pushes") || 0) + 1;
storage.set("pushes", count);

var parameters = activity.parameters;
console.log("Push no. " + count + ": " + activity.text);
console.log("Environment: " + activity.environments.join(", "));
console.log("Commits: " + parameters.old_commit.slice(0, 7) + " to " + parameters.new_commit.slice(0, 7));
console.log("Result: " + activity.result + " after " + activity.timings.execute.toFixed(1) + " s");

var routes = (activity.payload.deployment || {}).routes || {};
var primary = _.findKey(routes, function (route) { return route.primary; });
if (primary) console.log("Live at: " + primary);
