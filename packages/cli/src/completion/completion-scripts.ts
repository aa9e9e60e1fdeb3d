import type { CommandDefinition } from '../command.ts';
import { globalOptions } from '../settings.ts';

/** The completion script of each shell, made from the table of commands. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export type Shell = keyof typeof completionScripts;

/** Bash splits words at colons; the words before the cursor are put together again, and the reply cut to match. */
function bashScript(commands: readonly CommandDefinition[]): string {
  const cases = namesAndFlags(commands).map(([name, flags]) => `    ${name}) words="${flags.join(' ')}" ;;`);
  return `_upshot() {
  local line="\${COMP_LINE:0:COMP_POINT}" current command words
  current="\${line##*[[:space:]]}"
  command="\${COMP_LINE#*[[:space:]]}"
  command="\${command%%[[:space:]]*}"
  case "$command" in
${cases.join('\n')}
    *) words="${namesAndFlags(commands)
      .map(([name]) => name)
      .join(' ')}" ;;
  esac
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
  const names = commands.map(({ name, summary }) => {
    return `complete -c upshot -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`;
  });
  const flags = namesAndFlags(commands).flatMap(([name, list]) =>
    list.map((flag) => `complete -c upshot -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`),
  );
  return `${[...names, ...flags].join('\n')}\n`;
}

function namesAndFlags(commands: readonly CommandDefinition[]): [name: string, flags: string[]][] {
  return commands.flatMap(({ name, aliases = [], options = [] }) => {
    const flags = [...options, ...globalOptions].flatMap(({ long }) => long ?? []);
    return [name, ...aliases].map((one): [string, string[]] => [one, flags]);
  });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
