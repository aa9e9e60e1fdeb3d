// Reads a name that no deployment has.
var webapps = activity.payload.deployment.webapps;
console.log(webapps.shpo.upstream);
