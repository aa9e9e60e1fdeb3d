import type { CommandDefinition } from '../command.ts';
import { globalOptions } from '../settings.ts';

/** The completion script of each shell, made from the table of commands. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export type Shell = keyof typeof completionScripts;

/**
 * Commands and options are in the script; whatever else a word may be, such as an id, the program is asked for. Bash
 * splits words at colons: the word before the cursor is put together again, and the replies are cut to match.
 */
function bashScript(commands: readonly CommandDefinition[]): string {
  const names = namesAndFlags(commands).map(([name]) => name);
  const cases = namesAndFlags(commands).map(([name, flags]) => `    ${name}) words="${flags.join(' ')}" ;;`);
  return `_upshot() {
  local line="\${COMP_LINE:0:COMP_POINT}" current command words
  current="\${line##*[[:space:]]}"
  command="\${line#*[[:space:]]}"
  command="\${command%%[[:space:]]*}"
  case "$command" in
    "$current") words="${names.join(' ')}" ;;
${cases.join('\n')}
  esac
  if [[ "$command" != "$current" && "$current" != -* ]]; then
    words="$(upshot completion:words "$line" 2>/dev/null)"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ "$current" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${current%"\${current##*:}"}"}")
  fi
  if [[ \${#COMPREPLY[@]} -eq 0 ]]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _upshot upshot
`;
}

function zshScript(commands: readonly CommandDefinition[]): string {
  return `autoload -Uz compinit bashcompinit
whence compdef >/dev/null || compinit
bashcompinit
${bashScript(commands)}`;
}

function fishScript(commands: readonly CommandDefinition[]): string {
  const names = commands.flatMap(({ name, aliases = [], summary }) =>
    [name, ...aliases].map((one) => {
      return `complete -c upshot -f -n __fish_use_subcommand -a ${one} -d ${quote(summary)}`;
    }),
  );
  const flags = namesAndFlags(commands).flatMap(([name, list]) =>
    list.map((flag) => `complete -c upshot -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`),
  );
  const others =
    "complete -c upshot -n 'not __fish_use_subcommand' -a '(upshot completion:words (commandline -cp) 2>/dev/null)'";
  return `${[...names, ...flags, others].join('\n')}\n`;
}

function namesAndFlags(commands: readonly CommandDefinition[]): [name: string, flags: string[]][] {
  return commands.flatMap(({ name, aliases = [], options = [] }) => {
    const shown = [...options, ...globalOptions].filter(({ hidden }) => !hidden);
    const flags = [...new Set([...shown.flatMap(({ long }) => long ?? []), '--help'])];
    return [name, ...aliases].map((one): [string, string[]] => [one, flags]);
  });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
