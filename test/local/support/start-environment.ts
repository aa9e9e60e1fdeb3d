/** Only what a start needs, with its data in this folder, without the settings of the developer. */
export function startEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, UPSHOT_HOME: home };
}
