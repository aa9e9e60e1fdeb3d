import type { LoadedCommand } from '../command.ts';
import { shellQuote } from '../output/shell-quote.ts';
import { globalOptions } from '../settings.ts';

/** The completion script of each shell, made from the table of commands. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export type Shell = keyof typeof completionScripts;

/**
 * The script holds commands and options, and asks the program for other words, such as ids. Its replies are never
 * expanded (as `compgen -W` would do) and need no quotes. Bash splits words at colons and similar characters: the word
 * before the cursor is joined again, and the replies are cut to match. Inside quotes only file names are completed.
 */
function bashScript(commands: readonly LoadedCommand[]): string {
  const names = namesAndFlags(commands).map(([name]) => name);
  const cases = namesAndFlags(commands).map(([name, flags]) => `    ${name}) words="${flags.join(' ')}" ;;`);
  return `_upshot() {
  local line="\${COMP_LINE:0:COMP_POINT}" current command words="" word cut
  COMPREPLY=()
  if [[ "\${COMP_WORDS[COMP_CWORD]}" == *[\\\\\\"\\']* ]]; then return; fi
  current="\${line##*[[:space:]]}"
  cut="\${current##*[$COMP_WORDBREAKS]}"
  cut=$((\${#current} - \${#cut}))
  command="\${line#*[[:space:]]}"
  command="\${command%%[[:space:]]*}"
  case "$command" in
    "$current") words="${names.join(' ')}" ;;
${cases.join('\n')}
  esac
  words="\${words// /$'\\n'}"
  if [[ "$command" != "$current" && "$current" != -* ]]; then
    words="$(upshot completion:words "$line" 2>/dev/null)" || words=""
  fi
  while IFS= read -r word; do
    if [ -n "$word" ] && [ "\${word:0:\${#current}}" = "$current" ]; then COMPREPLY+=("\${word:cut}"); fi
  done <<< "$words"
}
complete -o default -F _upshot upshot
`;
}

/** Serves both ways: sourced, and as the file `_upshot` in a folder of `$fpath`. */
function zshScript(commands: readonly LoadedCommand[]): string {
  const names = namesAndSummaries(commands).map(([name, summary]) => {
    return `      ${shellQuote(`${name.replaceAll(':', '\\:')}:${summary}`)}`;
  });
  const cases = namesAndFlags(commands).map(
    ([name, flags]) => `      ${name}) known=(${flags.join(' ')}) ;;`,
  );
  return `#compdef upshot
_upshot() {
  local -a names typed known
  if (( CURRENT == 2 )); then
    names=(
${names.join('\n')}
    )
    _describe -t commands command names
    return
  fi
  typed=("\${(@)words[1,CURRENT-1]}" "$PREFIX")
  known=()
  if [[ "$PREFIX" == -* ]]; then
    case "$typed[2]" in
${cases.join('\n')}
    esac
  else
    known=(\${(f)"$(upshot completion:words "$typed" 2>/dev/null)"})
  fi
  if (( $#known )); then compadd -a known; else _files; fi
}
if [[ "$funcstack[1]" == _upshot ]]; then
  _upshot "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
  compdef _upshot upshot
fi
`;
}

function fishScript(commands: readonly LoadedCommand[]): string {
  const names = namesAndSummaries(commands).map(
    ([name, summary]) =>
      `complete -c upshot -n __fish_use_subcommand -a ${name} -d ${shellQuote(summary, "\\'")}`,
  );
  const flags = namesAndFlags(commands).flatMap(([name, list]) =>
    list.map((flag) => `complete -c upshot -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`),
  );
  return `function __upshot_words
  set -l words (upshot completion:words (commandline -cp | string collect) 2>/dev/null)
  if set -q words[1]
    printf '%s\\n' $words
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c upshot -f
${[...names, ...flags].join('\n')}
complete -c upshot -n 'not __fish_use_subcommand' -a '(__upshot_words)'
`;
}

function namesAndSummaries(commands: readonly LoadedCommand[]): [name: string, summary: string][] {
  return commands.flatMap(({ name, aliases, summary }) =>
    [name, ...aliases].map((word): [string, string] => [word, summary]),
  );
}

function namesAndFlags(commands: readonly LoadedCommand[]): [name: string, flags: string[]][] {
  return commands.flatMap(({ name, aliases, options = [] }) => {
    const shown = [...options, ...globalOptions].filter(({ hidden }) => !hidden);
    const flags = [...new Set([...shown.flatMap(({ long }) => long ?? []), '--help'])];
    return [name, ...aliases].map((word): [string, string[]] => [word, flags]);
  });
}
